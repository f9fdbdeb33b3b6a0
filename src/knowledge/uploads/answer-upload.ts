import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors/app-error.ts';
import { getUpload } from './get-upload.ts';
import { uploadKeyOf } from './open-uploads.ts';
import type { Uploads } from './open-uploads.ts';

class UploadRefused extends AppError {
  constructor(message: string, status: number) {
    super(message, {
      code: status === 409 ? 'upload-offset-conflict' : 'upload-refused',
      status,
      nextStep: 'Ask for the upload by HEAD and go on at its Upload-Offset.',
      headers: { 'tus-resumable': '1.0.0' },
    });
  }
}

const ANSWERED = /^(tus-|upload-|location$|cache-control$)/;

/**
 * Lets the tus server answer a request of this tenant; `id` is missing while an upload is begun.
 * @throws NotFound for another tenant's upload, too; UploadRefused, FileTooLarge
 */
export async function answerUpload(
  uploads: Uploads,
  request: FastifyRequest,
  reply: FastifyReply,
  { tenantId, id }: { tenantId: string; id?: string },
): Promise<FastifyReply> {
  if (id !== undefined) await getUpload(uploads, { tenantId, id });
  const key = id === undefined ? tenantId : uploadKeyOf({ tenantId, id });
  const response = await uploads.server.handleWeb(asWebRequest(request, key)).catch(asRefusal);
  if (response.status >= 400) throw new UploadRefused((await response.text()).trim(), response.status);
  for (const [name, value] of response.headers) if (ANSWERED.test(name)) void reply.header(name, value);
  return reply.code(response.status).send();
}

function asWebRequest(request: FastifyRequest, key: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (/^(tus-|upload-|content-)/.test(name)) headers.set(name, String(value));
  const body = request.body instanceof Readable ? Readable.toWeb(request.body) : null;
  return new Request(`http://uploads/${key}`, {
    method: request.method,
    headers,
    body: body as BodyInit | null,
    duplex: 'half',
  } as RequestInit);
}

function asRefusal(error: { status_code?: number; body?: string }): never {
  if (error.status_code === undefined || error.status_code >= 500) throw error;
  throw new UploadRefused((error.body ?? 'This upload is not valid.').trim(), error.status_code);
}
