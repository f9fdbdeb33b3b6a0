import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import { pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { trashPageOf, trashPositionOf } from '#kernel/trash/trash-page.ts';
import {
  conversationSchema,
  deletedConversationSchema,
  presentConversation,
  presentDeleted,
} from '../conversation-schema.ts';
import { listDeletedConversations } from './list-deleted-conversations.ts';
import { removeConversation } from './remove-conversation.ts';
import { restoreConversation } from './restore-conversation.ts';

const params = z.object({ conversation_id: pathId('conversation') });
const read = { permission: 'chat:read' };
const write = { permission: 'chat:write' };

/** What was deleted and can be taken back. */
export function mountTrash(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/trash/conversations',
    {
      config: read,
      schema: { querystring: pageQuery, response: { 200: pageSchema(deletedConversationSchema) } },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const page = trashPageOf(request);
      const rows = await listDeletedConversations(db, { tenantId, userId, ...page });
      return pageOf(request, rows, {
        limit: page.limit,
        positionOf: trashPositionOf,
        present: presentDeleted,
      });
    },
  );

  app.post(
    '/conversations/:conversation_id/restore',
    { config: write, schema: { params, response: { 200: conversationSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const id = request.params.conversation_id;
      return sendVersioned(
        reply,
        presentConversation(await restoreConversation(db, { tenantId, userId, id })),
      );
    },
  );

  app.delete(
    '/trash/conversations/:conversation_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const id = request.params.conversation_id;
      await removeConversation(db, { tenantId, userId, id, onlyDeleted: true });
      return reply.code(204).send();
    },
  );
}
