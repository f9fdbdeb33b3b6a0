import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendPieces } from '#kernel/http/send-pieces.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { exportConversation } from './export-conversation.ts';

const params = z.object({ conversation_id: pathId('conversation') });

/** A conversation to take along. */
export function mountExport(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/conversations/:conversation_id/export.md',
    {
      config: { permission: 'chat:read', sends: ['text/markdown'], audits: 'conversation.exported' },
      schema: { params },
    },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const id = request.params.conversation_id;
      const pieces = await exportConversation(db, { tenantId, userId, id });
      reply
        .type('text/markdown; charset=utf-8')
        .header('content-disposition', `attachment; filename="conversation-${id}.md"`);
      return sendPieces(reply, pieces);
    },
  );
}
