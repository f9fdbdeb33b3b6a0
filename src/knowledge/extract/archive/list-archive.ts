import { ExtractionError } from '../extraction-error.ts';
import { entryName, openArchive } from './open-archive.ts';

export interface ArchiveEntry {
  name: string;
  encrypted: boolean;
}

const maxEntries = 10_000;

/** Reads the directory of a ZIP file and inflates nothing. */
export async function listArchive(path: string): Promise<ArchiveEntry[]> {
  const zip = await openArchive(path);
  try {
    if (zip.entryCount > maxEntries) throw new ExtractionError('archive-bomb');
    const entries: ArchiveEntry[] = [];
    for await (const entry of zip.eachEntry()) {
      entries.push({ name: entryName(entry), encrypted: entry.isEncrypted() });
    }
    return entries;
  } finally {
    zip.close();
  }
}
