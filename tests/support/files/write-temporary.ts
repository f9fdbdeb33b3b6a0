import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryFile extends AsyncDisposable {
  path: string;
  fileName: string;
}

/** Puts bytes into a file of its own that goes when the test leaves its scope. */
export async function writeTemporary(fileName: string, content: Buffer | string): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-file-'));
  const path = join(folder, fileName);
  await writeFile(path, content);
  return {
    path,
    fileName,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
