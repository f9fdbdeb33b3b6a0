import { Upload } from 'tus-js-client';
import { toProblem, unreachable } from './request.ts';
import type { DetailedError } from 'tus-js-client';
import type { SendOptions } from './send-file.ts';

const pieceBytes = 4 * 1024 * 1024;

interface PiecesOptions extends SendOptions {
  purpose: 'document' | 'import';
  /** The same file for another place is another upload. */
  target: string;
}

/**
 * Sends a large file by tus (https://tus.io) and gives the upload's id: what the server has is not sent again after a pause,
 * a broken line or a reload, as long as the same file is chosen.
 */
export function uploadInPieces(
  file: File,
  { onProgress, signal, purpose, target }: PiecesOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: '/api/v1/uploads',
      chunkSize: pieceBytes,
      retryDelays: [0, 500, 2000, 5000, 10_000],
      metadata: { filename: file.name, filetype: file.type, for: purpose },
      fingerprint: async () => ['quarry', target, file.name, file.size, file.lastModified].join('-'),
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => onProgress(total === 0 ? 1 : sent / total),
      onSuccess: () => resolve((upload.url ?? '').split('/').at(-1)!),
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
