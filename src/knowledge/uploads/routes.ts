import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SELF } from '#auth/permissions.ts';
import { principalOf } from '#auth/principal.ts';
import { Forbidden } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { answerUpload } from './answer-upload.ts';
import type { Uploads } from './open-uploads.ts';

const params = z.object({ upload_id: pathId('upload') });
const config = { permission: SELF };

/** Resumable uploads by tus 1.0.0 (https://tus.io); docs/uploads.md. Register it apart: bodies are never parsed here. */
export function uploadRoutes(
  app: HttpApp,
  { uploads, maxBytes }: { uploads: Uploads; maxBytes: number },
): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  const answer = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { upload_id: id } = request.params as { upload_id?: string };
    return answerUpload(uploads, request, reply, { tenantId: uploaderOf(request), id });
  };
  const begin = 'Begins a resumable upload (tus 1.0.0)';
  const send = 'Takes the next bytes of an upload, from its Upload-Offset on';
  app.post('/uploads', { config, bodyLimit: maxBytes, schema: { summary: begin } }, answer);
  app.patch(
    '/uploads/:upload_id',
    { config, bodyLimit: maxBytes, schema: { params, summary: send } },
    answer,
  );
  app.head('/uploads/:upload_id', { config, schema: { params, summary: 'How far an upload is' } }, answer);
  app.delete('/uploads/:upload_id', { config, schema: { params, summary: 'Gives an upload up' } }, answer);
}

/** Whoever may make a document or an import of it. */
function uploaderOf(request: FastifyRequest): string {
  const { tenantId, scopes } = principalOf(request);
  if (scopes.includes('documents:write') || scopes.includes('transcripts:write')) return tenantId;
  throw new Forbidden('Uploads need the permission “documents:write” or “transcripts:write”.');
}
