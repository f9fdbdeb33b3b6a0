import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from '../api-client.ts';

export interface ResumableUpload {
  file: string;
  /** As the server shall know it. */
  name: string;
  /** Of an earlier try: it is gone on with, if the server still has it. */
  uploadId?: string;
  /** Before the first byte is sent. */
  onBegin: (uploadId: string) => Promise<void>;
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
  pieceBytes?: number;
  /** How long a server may be gone, or take nothing, before this gives up. */
  patienceMs?: number;
}

const TUS = { 'tus-resumable': '1.0.0' };
const PIECE_BYTES = 8 * 1024 ** 2;
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * Sends a file in pieces (tus 1.0.0, docs/uploads.md) and gives the id of the finished upload. A server that restarts
 * meanwhile, or a connection that breaks, costs no more than the piece that was on its way.
 */
export async function uploadResumably(client: ApiClient, upload: ResumableUpload): Promise<string> {
  const { uploadId, pieceBytes = PIECE_BYTES } = upload;
  const bytes = await openAsBlob(upload.file);
  const patience = new Patience(upload);
  const known = uploadId && (await patience.insist(() => findOffset(client, uploadId)));
  const isKnown = typeof known === 'number';
  const id = isKnown ? uploadId! : await patience.insist(() => begin(client, upload, bytes.size));
  let sent = isKnown ? known : 0;
  upload.onProgress(sent, bytes.size);
  while (sent < bytes.size) {
    const piece = bytes.slice(sent, sent + pieceBytes);
    const reached = await patience.insist(isAgain =>
      isAgain ? getOffset(client, id) : send(client, { id, from: sent, piece }),
    );
    if (reached > sent) patience.renew();
    sent = reached;
    upload.onProgress(sent, bytes.size);
  }
  return id;
}

async function begin(client: ApiClient, upload: ResumableUpload, size: number): Promise<string> {
  const name = Buffer.from(upload.name).toString('base64');
  const headers = { ...TUS, 'upload-length': String(size), 'upload-metadata': `filename ${name}` };
  const reply = await client.ask('POST', '/uploads', { headers });
  const id = reply.get('location')!.split('/').at(-1)!;
  await upload.onBegin(id);
  return id;
}

async function send(
  client: ApiClient,
  { id, from, piece }: { id: string; from: number; piece: Blob },
): Promise<number> {
  const headers = {
    ...TUS,
    'upload-offset': String(from),
    'content-type': 'application/offset+octet-stream',
  };
  const reply = await client.ask('PATCH', `/uploads/${id}`, { headers, body: piece });
  return Number(reply.get('upload-offset'));
}

async function getOffset(client: ApiClient, id: string): Promise<number> {
  const reply = await client.ask('HEAD', `/uploads/${id}`, { headers: TUS });
  return Number(reply.get('upload-offset'));
}

/** Undefined: the server has it no longer. */
function findOffset(client: ApiClient, id: string): Promise<number | undefined> {
  return getOffset(client, id).catch((error: unknown) => {
    if (error instanceof AppError && error.status === 404) return undefined;
    throw error;
  });
}

/** Asks again while the server is away or busy. */
class Patience {
  readonly #signal: AbortSignal;
  readonly #patienceMs: number;
  #endsMs = 0;
  /** The server took our key before. */
  #isKnown = false;

  constructor({ signal, patienceMs = PATIENCE_MS }: ResumableUpload) {
    this.#signal = signal;
    this.#patienceMs = patienceMs;
    this.renew();
  }

  renew(): void {
    this.#endsMs = performance.now() + this.#patienceMs;
  }

  /** @throws AppError once it is at its end */
  async insist<T>(ask: (isAgain: boolean) => Promise<T>): Promise<T> {
    for (let isAgain = false; ; isAgain = true) {
      try {
        const answer = await ask(isAgain);
        this.#isKnown = true;
        return answer;
      } catch (error) {
        if (this.#signal.aborted || !this.#mayPass(error)) throw error;
        if (performance.now() > this.#endsMs) throw serverGone(error);
        await delay(PAUSE_MS, undefined, { signal: this.#signal });
      }
    }
  }

  /**
   * A broken connection, an offset that the server knows better, a piece that it is still dealing with, an overload; or
   * a server that was restarted and has not yet said which key it takes now.
   */
  #mayPass(error: unknown): boolean {
    if (!(error instanceof AppError)) return isBroken(error);
    if (error.status === 401) return this.#isKnown;
    return [409, 423, 429].includes(error.status) || error.status >= 500;
  }
}

const isBroken = (error: unknown): boolean => error instanceof TypeError && error.message === 'fetch failed';

const serverGone = (cause: unknown): AppError =>
  new AppError('The server takes no more of the file.', {
    code: 'server-gone',
    status: 503,
    nextStep: 'Run the same command again once it is back: it goes on where it stopped.',
    cause,
  });
