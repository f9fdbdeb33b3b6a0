import { toProblem, unreachable } from './request.ts';

export interface SendOptions {
  onProgress: (sentFraction: number) => void;
  /** Aborting with `paused` keeps what was sent, where that can be gone on with; any other reason gives it up. */
  signal: AbortSignal;
}

/** From here on a file is worth sending in pieces. */
export const largeBytes = 8 * 1024 * 1024;

/**
 * Sends a file in one form. XMLHttpRequest because fetch cannot tell how much of a body has left the machine.
 * Throws ApiError; aborting rejects with the signal's reason.
 */
export function sendFile<Body>(
  path: string,
  file: File,
  { onProgress, signal }: SendOptions,
): Promise<{ status: number; body: Body }> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', `/api/v1${path}`);
    call.setRequestHeader('accept', 'application/json');
    call.upload.onprogress = event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      const { status, responseText } = call;
      if (status === 200 || status === 202) resolve({ status, body: JSON.parse(responseText) as Body });
      else reject(toProblem(status, responseText));
    };
    call.onerror = () => reject(unreachable());
    call.onabort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', () => call.abort(), { once: true });
    const form = new FormData();
    form.append('file', file, file.name);
    call.send(form);
  });
}
