import yauzl from 'yauzl';
import { ExtractionError } from '../extraction-error.ts';

export interface ArchiveEntry {
  name: string;
  encrypted: boolean;
}

const maxEntries = 10_000;

/** Reads the directory of a ZIP file and inflates nothing. */
export async function listArchive(path: string): Promise<ArchiveEntry[]> {
  const zip = await yauzl.openPromise(path, { autoClose: false });
  try {
    if (zip.entryCount > maxEntries) throw new ExtractionError('archive-bomb');
    const entries: ArchiveEntry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push({ name: entry.fileName, encrypted: entry.isEncrypted() });
    }
    return entries;
  } finally {
    zip.close();
  }
}
