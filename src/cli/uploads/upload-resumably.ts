import { openAsBlob } from 'node:fs';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from '../api-client.ts';
import { Patience } from './patience.ts';

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
