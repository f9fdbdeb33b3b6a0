import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { etagOf, readIfMatch, requireIfMatch } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, agePositionOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import {
  conversationChange,
  conversationInput,
  conversationSchema,
  foundConversationSchema,
  presentConversation,
  presentFound,
} from './conversation-schema.ts';
import { createConversation } from './create-conversation.ts';
import { mountExport } from './export/export-routes.ts';
import { getConversation } from './get-conversation.ts';
import { searchHistory } from './history/search-history.ts';
import { listConversations } from './list-conversations.ts';
import { listMessages } from './list-messages.ts';
import { messageSchema, presentMessage } from './message-schema.ts';
import type { ConversationRow } from './queries.ts';
import { renameConversation } from './rename-conversation.ts';
import { deleteConversation } from './trash/delete-conversation.ts';
import { mountTrash } from './trash/trash-routes.ts';

const params = z.object({ conversation_id: pathId('conversation') });
const listQuery = pageQuery.extend({
  q: z.string().trim().min(1).max(200).optional().describe('Words of the title or of messages.'),
});
const read = { permission: 'chat:read' };
const write = { permission: 'chat:write' };

export function conversationRoutes(app: HttpApp, { db }: { db: Database }): void {
  addCollection(app, db);
  addItem(app, db);
  addMessages(app, db);
  mountTrash(app, { db });
  mountExport(app, { db });
}

function addCollection(app: HttpApp, db: Database): void {
  app.get(
    '/conversations',
    {
      config: read,
      schema: { querystring: listQuery, response: { 200: pageSchema(foundConversationSchema) } },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const { q } = request.query;
      const page = agePageOf(request);
      const options = { tenantId, userId, ...page };
      const rows =
        q === undefined
          ? (await listConversations(db, options)).map(row => ({ ...row, match: null }))
          : await searchHistory(db, { ...options, q });
      return pageOf(request, rows, { limit: page.limit, present: presentFound });
    },
  );

  app.post(
    '/conversations',
    { config: write, schema: { body: conversationInput, response: { 201: conversationSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const row = await createConversation(db, { tenantId, userId, title: request.body.title });
      return reply.code(201).headers(headersOf(row)).send(presentConversation(row));
    },
  );
}

function addItem(app: HttpApp, db: Database): void {
  const path = '/conversations/:conversation_id';

  app.get(
    path,
    { config: read, schema: { params, response: { 200: conversationSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const row = await getConversation(db, { tenantId, userId, id: request.params.conversation_id });
      return reply.headers(headersOf(row)).send(presentConversation(row));
    },
  );

  app.patch(
    path,
    { config: write, schema: { params, body: conversationChange, response: { 200: conversationSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const version = requireIfMatch(request);
      const id = request.params.conversation_id;
      const row = await renameConversation(db, { tenantId, userId, id, version, title: request.body.title });
      return reply.headers(headersOf(row)).send(presentConversation(row));
    },
  );

  app.delete(
    path,
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const id = request.params.conversation_id;
      await deleteConversation(db, { tenantId, userId, id, version: readIfMatch(request) });
      return reply.code(204).send();
    },
  );
}

function addMessages(app: HttpApp, db: Database): void {
  app.get(
    '/conversations/:conversation_id/messages',
    {
      config: read,
      schema: { params, querystring: pageQuery, response: { 200: pageSchema(messageSchema) } },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const conversationId = request.params.conversation_id;
      const { limit } = request.query;
      const after = agePositionOf(request);
      const rows = await listMessages(db, { tenantId, userId, conversationId, limit, after });
      return pageOf(request, rows, { limit, present: presentMessage });
    },
  );
}

const headersOf = (row: ConversationRow): { etag: string } => ({ etag: etagOf(row.version) });
