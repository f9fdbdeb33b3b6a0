import { toProblem, unreachable } from './request.ts';
import type { Document } from './documents.ts';

export interface UploadReply {
  document: Document;
  /** The library already held these very bytes; nothing new was stored. */
  alreadyThere: boolean;
}

export interface SendOptions {
  onProgress: (sentFraction: number) => void;
  signal: AbortSignal;
}

/** From here on a file is worth sending in pieces. */
const largeBytes = 8 * 1024 * 1024;

/** Sends one file, in whichever way suits its size. Throws ApiError; aborting rejects with the signal's reason. */
export async function uploadDocument(
  libraryId: string,
  file: File,
  options: SendOptions,
): Promise<UploadReply> {
  if (file.size < largeBytes) return uploadWhole(libraryId, file, options);
  const { uploadInPieces } = await import('./upload-in-pieces.ts');
  return uploadInPieces(libraryId, file, options);
}

/**
 * In one request. XMLHttpRequest because fetch cannot tell how much of a body has left the machine.
 */
function uploadWhole(
  libraryId: string,
  file: File,
  { onProgress, signal }: SendOptions,
): Promise<UploadReply> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `/api/v1/libraries/${libraryId}/documents`);
    call.setRequestHeader('accept', 'application/json');
    call.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      if (call.status === 200 || call.status === 202) resolve(readReply(call));
      else reject(toProblem(call.status, call.responseText));
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', () => call.abort(), { once: true });
    call.send(toForm(file));
  });
}

function toForm(file: File): FormData {
  const form = new FormData();
  form.append('file', file, file.name);
  return form;
}

function readReply(call: XMLHttpRequest): UploadReply {
  return { document: JSON.parse(call.responseText) as Document, alreadyThere: call.status === 200 };
}
