import { requestReply } from './request.ts';
import { largeBytes, sendFile } from './send-file.ts';
import type { Document } from './documents.ts';
import type { SendOptions } from './send-file.ts';

export interface UploadReply {
  document: Document;
  /** The library already held these very bytes; nothing new was stored. */
  alreadyThere: boolean;
}

/** Sends one file, in whichever way suits its size. Throws ApiError; aborting rejects with the signal's reason. */
export async function uploadDocument(
  libraryId: string,
  file: File,
  options: SendOptions,
): Promise<UploadReply> {
  const path = `/libraries/${libraryId}/documents`;
  const { status, body } =
    file.size < largeBytes
      ? await sendFile<Document>(path, file, options)
      : await sendInPieces(path, file, { ...options, libraryId });
  return { document: body, alreadyThere: status === 200 };
}

async function sendInPieces(path: string, file: File, options: SendOptions & { libraryId: string }) {
  const { uploadInPieces } = await import('./upload-in-pieces.ts');
  const id = await uploadInPieces(file, { ...options, purpose: 'document', target: options.libraryId });
  return requestReply<Document>(path, {
    method: 'POST',
    body: { upload_id: id },
    // A repetition after a lost reply answers the same document.
    headers: { 'idempotency-key': id },
    signal: options.signal,
  });
}
