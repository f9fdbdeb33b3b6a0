import { Upload } from 'tus-js-client';
import { requestReply, toProblem, unreachable } from './request.ts';
import type { DetailedError } from 'tus-js-client';
import type { Document } from './documents.ts';
import type { SendOptions, UploadReply } from './upload-document.ts';

const pieceBytes = 4 * 1024 * 1024;

/**
 * Sends a large file by tus (https://tus.io): what the server has is not sent again after a pause, a broken line or a
 * reload, as long as the same file is chosen. Aborting with `paused` keeps what was sent; any other reason gives it up.
 */
export async function uploadInPieces(
  libraryId: string,
  file: File,
  options: SendOptions,
): Promise<UploadReply> {
  const url = await sendPieces(libraryId, file, options);
  const id = url.slice(url.lastIndexOf('/') + 1);
  const { status, body } = await requestReply<Document>(`/libraries/${libraryId}/documents`, {
    method: 'POST',
    body: { upload_id: id },
    // A repetition after a lost reply answers the same document.
    headers: { 'idempotency-key': id },
    signal: options.signal,
  });
  return { document: body, alreadyThere: status === 200 };
}

function sendPieces(libraryId: string, file: File, { onProgress, signal }: SendOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: '/api/v1/uploads',
      chunkSize: pieceBytes,
      retryDelays: [0, 500, 2000, 5000, 10_000],
      metadata: { filename: file.name, filetype: file.type, for: 'document' },
      fingerprint: async () => ['quarry', libraryId, file.name, file.size, file.lastModified].join('-'),
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => onProgress(total === 0 ? 1 : sent / total),
      onSuccess: () => resolve(upload.url ?? ''),
      onError: error => reject(toApiError(error)),
    });
    const stop = () => {
      const isPause = signal.reason === 'paused';
      void upload.abort(!isPause).catch(() => undefined);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop, { once: true });
    void upload.findPreviousUploads().then(([previous]) => {
      if (signal.aborted) return;
      if (previous) upload.resumeFromPreviousUpload(previous);
      upload.start();
    });
  });
}

function toApiError(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  return response ? toProblem(response.getStatus(), response.getBody()) : unreachable();
}
