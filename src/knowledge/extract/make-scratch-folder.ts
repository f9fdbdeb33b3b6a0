import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scratchPrefix, sweepScratchFolders } from './sweep-scratch-folders.ts';

export interface ScratchFolder extends AsyncDisposable {
  path: string;
}

let swept: Promise<void> | undefined;

/** A folder of its own for what one file unpacks to; it goes with everything in it. */
export async function makeScratchFolder(): Promise<ScratchFolder> {
  swept ??= sweepScratchFolders(tmpdir());
  await swept;
  const path = await mkdtemp(join(tmpdir(), `${scratchPrefix}${process.pid}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
