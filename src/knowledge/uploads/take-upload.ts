import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, rm } from 'node:fs/promises';
import path from 'node:path';
import { StateConflict } from '#kernel/errors/common-errors.ts';
import { fileNameOf } from '#knowledge/documents/name-file.ts';
import { FileTooLarge } from '#knowledge/documents/upload-errors.ts';
import { getUpload } from './get-upload.ts';
import { uploadKeyOf } from './open-uploads.ts';
import type { Uploads } from './open-uploads.ts';

/** The file of a finished upload under a name of its own; disposing removes that name unless it was moved away. */
export interface TakenUpload extends AsyncDisposable {
  file: { path: string; byteSize: number; sha256: Buffer; fileName: string; mediaType: string };
  /** Once something was made of it. Until then the upload stays as it is, whatever happens. */
  remove(): Promise<void>;
}

/** @throws NotFound, StateConflict while bytes are missing, FileTooLarge */
export async function takeUpload(
  uploads: Uploads,
  given: { tenantId: string; id: string; path: string; maxBytes: number },
): Promise<TakenUpload> {
  const { size, offset, metadata } = await getUpload(uploads, given);
  if (size !== offset) throw new StateConflict(`Only ${offset} of ${size ?? 'its'} bytes are here.`, GO_ON);
  if (size > given.maxBytes) throw new FileTooLarge(given.maxBytes);
  const source = path.join(uploads.folder, uploadKeyOf(given));
  await link(source, given.path);
  return {
    file: {
      path: given.path,
      byteSize: size,
      sha256: await hashFile(given.path),
      fileName: fileNameOf(metadata?.['filename'] ?? undefined),
      mediaType: (metadata?.['filetype'] ?? 'application/octet-stream').slice(0, 200),
    },
    remove: async () => {
      await rm(source, { force: true });
      await rm(`${source}.json`, { force: true });
    },
    [Symbol.asyncDispose]: () => rm(given.path, { force: true }),
  };
}

const GO_ON = 'Send the rest of it first.';

async function hashFile(file: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest();
}
