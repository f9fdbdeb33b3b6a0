import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { ExtractionError } from '../extraction-error.ts';
import { openArchive } from './open-archive.ts';

// Deflate cannot pass about 1,032:1; text of real documents stays far below 100:1 once it is of any size.
const maxRatio = 200;
const ratioMattersFromBytes = 10 * 1024 * 1024;

/**
 * Inflates every entry once, counting and keeping nothing, before a parser that trusts the file sees it.
 * What an entry declares about itself may be a lie, therefore both are judged. Throws `archive-bomb`.
 */
export async function checkInflation(
  path: string,
  maxInflatedBytes: number,
  { skipsUnreadable = false } = {},
): Promise<void> {
  const zip = await openArchive(path);
  let inflatedBytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (skipsUnreadable && !entry.canDecodeFileData()) continue;
      if (entry.uncompressedSize > maxInflatedBytes - inflatedBytes)
        throw new ExtractionError('archive-bomb');
      inflatedBytes += await countInflatedBytes(zip, entry, maxInflatedBytes - inflatedBytes);
    }
  } finally {
    zip.close();
  }
}

async function countInflatedBytes(zip: ZipFile, entry: Entry, allowedBytes: number): Promise<number> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  let bytes = 0;
  try {
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      const swollen = bytes > ratioMattersFromBytes && bytes > maxRatio * entry.compressedSize;
      if (bytes > allowedBytes || swollen) throw new ExtractionError('archive-bomb');
    }
  } catch (error) {
    // Yauzl stops an entry that grows beyond what it declared.
    if (error instanceof Error && error.message.startsWith('too many bytes')) {
      throw new ExtractionError('archive-bomb', { cause: error });
    }
    throw error;
  }
  return bytes;
}
