import type { FastifyReply } from 'fastify';
import type { Database } from '#kernel/db/database.ts';
import { etagOf } from '#kernel/http/etag.ts';
import { presentDocument } from './document-schema.ts';
import type { DocumentView } from './document-schema.ts';
import { getDocument } from './get-document.ts';

/** A document as it is now, its ETag, and this status. @throws NotFound */
export async function answerWithDocument(
  reply: FastifyReply,
  db: Database,
  { tenantId, id, status }: { tenantId: string; id: string; status: number },
): Promise<DocumentView> {
  const document = await getDocument(db, { tenantId, id });
  void reply.code(status).header('etag', etagOf(document.version));
  return presentDocument(document);
}
