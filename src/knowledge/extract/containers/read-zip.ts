import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import type { Entry, ZipFile } from 'yauzl';
import { entryName, openArchive } from '../archive/open-archive.ts';
import { checkInflation } from '../archive/check-inflation.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { readContainer } from './read-container.ts';
import type { ContainedFile } from './read-container.ts';

/** Reads the documents in a ZIP archive, each as a section under its name. */
export async function* readZip(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes, { skipsUnreadable: true });
  const zip = await openArchive(request.path);
  try {
    yield* readContainer(request, { format: 'zip', files: listFiles(zip) });
  } finally {
    zip.close();
  }
}

/** What programs leave in archives for themselves. */
const clutter = /(^|\/)(__MACOSX\/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)/i;

async function* listFiles(zip: ZipFile): AsyncGenerator<ContainedFile> {
  for await (const entry of zip.eachEntry()) {
    const name = entryName(entry);
    if (name.endsWith('/') || clutter.test(name) || entry.uncompressedSize === 0) continue;
    yield { name, writeTo: (path, maxBytes) => writeEntry({ zip, entry, path, maxBytes }) };
  }
}

async function writeEntry(options: {
  zip: ZipFile;
  entry: Entry;
  path: string;
  maxBytes: number;
}): Promise<number> {
  const { zip, entry, path, maxBytes } = options;
  if (entry.isEncrypted()) throw new ExtractionError('file-encrypted');
  if (!entry.canDecodeFileData())
    throw new ExtractionError('unsupported-format', {
      detail: 'It is packed in a way that cannot be unpacked.',
    });
  const stream: Readable = await zip.openReadStreamPromise(entry);
  let bytes = 0;
  await pipeline(
    stream,
    async function* count(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxBytes) throw new ExtractionError('archive-bomb');
        yield chunk;
      }
    },
    createWriteStream(path, { flags: 'w', mode: 0o600 }),
  );
  return bytes;
}
