import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createZstdDecompress } from 'node:zlib';
import { hashFile } from './copy-files.ts';
import { BackupUnreadable, filePathOf, readManifest, rowsPathOf } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { hashRows } from './read-rows.ts';

/** Reads a backup to its end and compares each part with its checksum. @throws BackupUnreadable naming the first that differs. */
export async function checkBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const table of manifest.tables) {
    const found = await hashRows(readLines(folder, table.name)).catch((error: unknown) => {
      throw new BackupUnreadable(`The rows of ${table.name} cannot be read.`, error);
    });
    if (found.sha256 !== table.sha256) throw new BackupUnreadable(`The rows of ${table.name} have changed.`);
  }
  for (const file of manifest.files) {
    const found = await hashFile(filePathOf(folder, file)).catch((error: unknown) => {
      throw new BackupUnreadable(`The file ${file.key} cannot be read.`, error);
    });
    if (found.sha256 !== file.sha256) throw new BackupUnreadable(`The file ${file.key} has changed.`);
  }
  return manifest;
}

/** The rows of one table, a line each. */
export async function* readLines(folder: string, table: string): AsyncGenerator<string> {
  const source = createReadStream(rowsPathOf(folder, table));
  const plain = createZstdDecompress();
  // Without a pipeline's error handling a damaged file would look like one that ended.
  source.on('error', error => plain.destroy(error)).pipe(plain);
  yield* createInterface({ input: plain, crlfDelay: Number.POSITIVE_INFINITY });
}
