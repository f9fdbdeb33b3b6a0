import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { fileNameOf } from '#knowledge/documents/name-file.ts';
import { storeUpload } from '#knowledge/documents/store-upload.ts';
import { FileTooLarge } from '#knowledge/documents/upload-errors.ts';
import type { CreateImportOptions } from './create-import.ts';

/** A file that a request brought, on disk; disposing removes it unless it was moved away. */
export interface ReceivedImport extends AsyncDisposable {
  file: CreateImportOptions['file'];
}

interface Limits {
  blobs: BlobStore;
  maxBytes: number;
}

/**
 * Streams the file to disk, from a multipart form (`file`) or as the body itself; no more of it is in memory than passes.
 * @throws InvalidInput, FileTooLarge
 */
export async function receiveImport(
  request: FastifyRequest,
  { blobs, maxBytes }: Limits,
): Promise<ReceivedImport> {
  const path = blobs.temporaryPath();
  try {
    const { stream, name } = await openUpload(request, maxBytes);
    const stored = await storeUpload(Readable.from(limited(stream, maxBytes)), path);
    if (stored.byteSize === 0) throw new InvalidInput('The file is empty.');
    const file = { path, ...stored, fileName: fileNameOf(name) };
    return { file, [Symbol.asyncDispose]: () => rm(path, { force: true }) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function openUpload(
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ stream: Readable; name: string | undefined }> {
  if (!request.isMultipart()) {
    const { file_name: name } = request.query as { file_name?: string };
    // A request without a body has none at all, not an empty one.
    const body = (request.body ?? Readable.from([])) as Readable;
    return { stream: body, name: name ?? 'import.json' };
  }
  const part = await request.file({ limits: { fileSize: maxBytes + 1, files: 1, fields: 0 } });
  if (part === undefined || part.fieldname !== 'file')
    throw new InvalidInput('The form has no file.', { nextStep: 'Send one file, named “file”.' });
  return { stream: part.file, name: part.filename };
}

/** The parser of forms would only cut what is too large. */
async function* limited(stream: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > maxBytes) throw new FileTooLarge(maxBytes);
    yield chunk;
  }
}
