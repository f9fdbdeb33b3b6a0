import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { undefinedIfMissing } from '#kernel/errors/undefined-if-missing.ts';

/** Tells the command line of the same person where the server of this data folder listens, and with which key. */
export interface ServerFile {
  url: string;
  apiKey: string;
  pid: number;
}

export async function writeServerFile(dataFolder: string, server: ServerFile): Promise<AsyncDisposable> {
  const file = fileIn(dataFolder);
  await writeFile(file, JSON.stringify(server), { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** Undefined where no server runs on this folder; a file left by a killed one counts as none. */
export async function readServerFile(dataFolder: string): Promise<ServerFile | undefined> {
  const text = await readFile(fileIn(dataFolder), 'utf8').catch(undefinedIfMissing);
  if (text === undefined) return undefined;
  const server = JSON.parse(text) as ServerFile;
  return (await answers(server.url)) ? server : undefined;
}

const fileIn = (dataFolder: string): string => path.join(dataFolder, 'server.json');

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/livez`, { signal: AbortSignal.timeout(2_000) }).then(
    response => response.ok,
    () => false,
  );
}
