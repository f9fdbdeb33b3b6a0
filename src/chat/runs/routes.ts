import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { sendEvents } from '#kernel/http/send-events.ts';
import { messageSchema, presentMessage } from '../conversations/message-schema.ts';
import { getMessage } from '../conversations/get-message.ts';
import type { Runs } from './open-runs.ts';
import { askInput, questionInput, runStateSchema } from './run-schema.ts';
import { runPartSchema } from './run-part.ts';
import type { StartedRun } from './start-run.ts';
import { wantsEvents } from './wants-events.ts';

interface RunRoutesOptions {
  db: Database;
  runs: Runs;
}

const conversationParams = z.object({ conversation_id: pathId('conversation') });
const params = z.object({ run_id: pathId('run') });
const read = { permission: 'chat:read' };
const write = { permission: 'chat:write' };

const acceptedSchema = z
  .object({ user_message: messageSchema, message: messageSchema, run_id: z.string() })
  .meta({ id: 'AcceptedQuestion' });
/** As an event stream: each event's `data` is one part, its `id` the number of the part. */
const response = { 200: runPartSchema, 202: acceptedSchema };

export function runRoutes(app: HttpApp, options: RunRoutesOptions): void {
  addQuestions(app, options);
  addRuns(app, options);
}

function addQuestions(app: HttpApp, options: RunRoutesOptions): void {
  app.post(
    '/conversations/:conversation_id/messages',
    { config: write, schema: { params: conversationParams, body: questionInput, response } },
    async (request, reply) => {
      const { conversation_id: conversationId } = request.params;
      const run = await start(request, options.runs, { ...request.body, conversation_id: conversationId });
      await answer(request, reply, options, run);
      return reply;
    },
  );

  app.post('/ask', { config: write, schema: { body: askInput, response } }, async (request, reply) => {
    const run = await start(request, options.runs, request.body);
    await answer(request, reply, options, run);
    return reply;
  });
}

function addRuns(app: HttpApp, { runs }: RunRoutesOptions): void {
  app.get(
    '/runs/:run_id/events',
    { config: read, schema: { params, querystring: afterQuery, response: { 200: runPartSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const after = request.query.after ?? lastEventId(request);
      const key = { tenantId, userId, runId: request.params.run_id };
      await runs.find(key);
      await sendEvents(request, reply, { events: signal => toEvents(runs.read({ ...key, after, signal })) });
    },
  );

  app.post(
    '/runs/:run_id/cancel',
    { config: write, schema: { params, response: { 200: runStateSchema } } },
    async request => {
      const { tenantId, userId } = principalOf(request);
      return runs.cancel({ tenantId, userId, runId: request.params.run_id });
    },
  );
}

const afterQuery = z.object({
  after: z.coerce.number().int().min(0).optional().describe('Number of the last part that was received.'),
});

function lastEventId(request: FastifyRequest): number {
  const given = Number(request.headers['last-event-id'] ?? 0);
  return Number.isSafeInteger(given) && given > 0 ? given : 0;
}

function start(request: FastifyRequest, runs: Runs, body: z.output<typeof askInput>): Promise<StartedRun> {
  const { tenantId, userId } = principalOf(request);
  return runs.start({
    tenantId,
    userId,
    conversationId: body.conversation_id,
    text: body.text,
    libraryIds: body.library_ids,
    documentIds: body.document_ids,
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { db, runs }: RunRoutesOptions,
  run: StartedRun,
): Promise<void> {
  const { tenantId, userId, runId } = run;
  if (!wantsEvents(request)) {
    const [userMessage, message] = await Promise.all(
      [run.userMessageId, run.messageId].map(id => getMessage(db, { tenantId, userId, id })),
    );
    const accepted = {
      user_message: presentMessage(userMessage!),
      message: presentMessage(message!),
      run_id: runId,
    };
    return void reply.code(202).header('location', `/api/v1/runs/${runId}/events`).send(accepted);
  }
  await sendEvents(request, reply, {
    events: signal => toEvents(runs.read({ tenantId, userId, runId, after: 0, signal })),
    // Whoever asked and left does not want the answer: remove this line and it is written to its end.
    onClientGone: () =>
      void runs.cancel({ tenantId, userId, runId }).catch(error => request.log.warn({ err: error })),
  });
}

async function* toEvents(parts: ReturnType<Runs['read']>) {
  for await (const { seq, part } of parts) yield { id: seq, event: part.type, data: part };
}
