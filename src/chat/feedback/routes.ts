import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendPieces } from '#kernel/http/send-pieces.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { exportFeedback } from './export-feedback.ts';
import { judgedAnswerSchema, presentJudged, ratingInput, reportInput } from './feedback-schema.ts';
import { listFeedback } from './list-feedback.ts';
import { rateAnswer, unrateAnswer } from './rate-answer.ts';
import { reportCitation, unreportCitation } from './report-citation.ts';

const params = z.object({ message_id: pathId('answer') });
const citationParams = z.object({
  message_id: pathId('citation'),
  number: z.coerce.number({ error: 'There is no such citation.' }).int().min(1).max(1_000_000),
});
const write = { permission: 'chat:write' };
const done = { 204: z.undefined() };

export function feedbackRoutes(app: HttpApp, { db }: { db: Database }): void {
  mountRatings(app, db);
  mountReports(app, db);
  mountLists(app, db);
}

function mountRatings(app: HttpApp, db: Database): void {
  const path = '/messages/:message_id/feedback';

  app.put(
    path,
    { config: write, schema: { params, body: ratingInput, response: done } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      await rateAnswer(db, { tenantId, userId, messageId: request.params.message_id, ...request.body });
      return reply.code(204).send();
    },
  );

  app.delete(path, { config: write, schema: { params, response: done } }, async (request, reply) => {
    const { tenantId, userId } = principalOf(request);
    await unrateAnswer(db, { tenantId, userId, messageId: request.params.message_id });
    return reply.code(204).send();
  });
}

function mountReports(app: HttpApp, db: Database): void {
  const path = '/messages/:message_id/citations/:number/report';

  app.put(
    path,
    { config: write, schema: { params: citationParams, body: reportInput, response: done } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const { message_id: messageId, number: index } = request.params;
      await reportCitation(db, { tenantId, userId, messageId, index, ...request.body });
      return reply.code(204).send();
    },
  );

  app.delete(
    path,
    { config: write, schema: { params: citationParams, response: done } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const { message_id: messageId, number: index } = request.params;
      await unreportCitation(db, { tenantId, userId, messageId, index });
      return reply.code(204).send();
    },
  );
}

function mountLists(app: HttpApp, db: Database): void {
  app.get(
    '/feedback',
    {
      config: { permission: 'chat:read' },
      schema: { querystring: pageQuery, response: { 200: pageSchema(judgedAnswerSchema) } },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const page = agePageOf(request);
      const rows = await listFeedback(db, { tenantId, userId, ...page });
      return pageOf(request, rows, { limit: page.limit, present: presentJudged });
    },
  );

  // Everybody's, with their questions: for whoever is responsible for the tenant.
  app.get(
    '/feedback.jsonl',
    { config: { permission: 'feedback:manage', sends: ['application/jsonl'] } },
    async (request, reply) => {
      reply
        .type('application/jsonl; charset=utf-8')
        .header('content-disposition', 'attachment; filename="feedback.jsonl"');
      return sendPieces(reply, exportFeedback(db, principalOf(request).tenantId));
    },
  );
}
