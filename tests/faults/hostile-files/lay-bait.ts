import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bait } from './hostile-file.ts';

export const secretWords = 'the harbour master keeps the key under the bollard';

export interface LaidBait extends Bait, AsyncDisposable {
  /** For the files and everything that reading them writes. */
  workFolder: string;
  /** What was reached, in plain sentences; none is right. */
  findBreaches(): Promise<string[]>;
}

/** Sets out what hostile files reach for: an address that counts who asks, a secret, and places to write to. */
export async function layBait(): Promise<LaidBait> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-hostile-'));
  const workFolder = path.join(folder, 'work');
  await mkdir(workFolder);
  const secretPath = path.join(folder, 'secret.txt');
  await writeFile(secretPath, secretWords);
  const canaryPath = path.join(folder, 'canary.txt');
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('caught');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secretPath,
    canaryPath,
    workFolder,
    async findBreaches() {
      const strangers = (await readdir(folder)).filter(name => !['work', 'secret.txt'].includes(name));
      return [
        ...asked.map(each => `something was fetched: ${each}`),
        ...strangers.map(each => `a file appeared outside the temporary folder: ${each}`),
        ...(existsSync('canary.txt') ? ['a file appeared in the working folder'] : []),
      ];
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
