import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { sendEvents } from '#kernel/http/send-events.ts';
import { messageSchema, presentMessage } from '../conversations/message-schema.ts';
import { getMessage } from '../conversations/get-message.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { Claim } from '#kernel/idempotency/claim.ts';
import type { Runs } from './open-runs.ts';
import { askInput, questionInput, runStateSchema } from './run-schema.ts';
import { runPartSchema } from './run-part.ts';
import type { Question, StartedRun } from './start-run.ts';
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
type Accepted = z.output<typeof acceptedSchema>;

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
      const body = { ...request.body, conversation_id: conversationId };
      return writeOnce(request, reply, options, claim => start(request, options.runs, body, claim));
    },
  );

  app.post('/ask', { config: write, schema: { body: askInput, response } }, async (request, reply) =>
    writeOnce(request, reply, options, claim => start(request, options.runs, request.body, claim)),
  );
}

function addRuns(app: HttpApp, options: RunRoutesOptions): void {
  const { runs } = options;
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
    '/runs/:run_id/continue',
    {
      config: write,
      schema: {
        params,
        response,
        description:
          'Goes on with an answer that broke off, behind what was written of it, in a run of its own.',
      },
    },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const key = { tenantId, userId, runId: request.params.run_id, requestId: request.id };
      return writeOnce(request, reply, options, async claim => {
        const { runId } = await runs.continue({ ...key, onStart: finisherOf(claim) });
        return { runId, ...(await messagesOf(runs, { ...key, runId })) };
      });
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

/** Whoever repeats a request with its `Idempotency-Key` reads the run that it began the first time. */
async function writeOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  options: RunRoutesOptions,
  begin: (claim: Claim | undefined) => Promise<BegunRun>,
): Promise<Accepted | FastifyReply> {
  const { tenantId, userId } = principalOf(request);
  const takesJson = !wantsEvents(request);
  const accepted = await actOnce<Accepted | undefined>(request, reply, {
    db: options.db,
    tenantId,
    userId,
    body: request.body,
    takesStored: takesJson,
    act: async claim => {
      const run = { ...(await begin(claim)), tenantId, userId };
      return takesJson ? accept(reply, options.db, run) : follow(request, reply, options, run);
    },
    replay: async runId => {
      const run = { tenantId, userId, runId: runId! };
      await options.runs.find(run);
      return takesJson
        ? accept(reply, options.db, { ...run, ...(await messagesOf(options.runs, run)) })
        : follow(request, reply, options, run);
    },
  });
  return accepted ?? reply;
}

function start(
  request: FastifyRequest,
  runs: Runs,
  body: z.output<typeof askInput>,
  claim: Claim | undefined,
): Promise<StartedRun> {
  const { tenantId, userId } = principalOf(request);
  return runs.start({
    tenantId,
    userId,
    conversationId: body.conversation_id,
    text: body.text,
    libraryIds: body.library_ids,
    documentIds: body.document_ids,
    requestId: request.id,
    onStart: finisherOf(claim),
  });
}

const finisherOf = (claim: Claim | undefined): Question['onStart'] =>
  claim && ((tx, runId) => claim.finish(tx, runId));

interface BegunRun extends Pick<StartedRun, 'known'> {
  runId: string;
  userMessageId: string;
  messageId: string;
}

interface AskedRun extends Pick<StartedRun, 'known'> {
  tenantId: string;
  userId: string;
  runId: string;
}

async function accept(reply: FastifyReply, db: Database, run: AskedRun & BegunRun): Promise<Accepted> {
  const { tenantId, userId, runId } = run;
  const [userMessage, message] = await Promise.all(
    [run.userMessageId, run.messageId].map(id => getMessage(db, { tenantId, userId, id })),
  );
  void reply.code(202).header('location', `/api/v1/runs/${runId}/events`);
  return {
    user_message: presentMessage(userMessage!),
    message: presentMessage(message!),
    run_id: runId,
  };
}

async function follow(
  request: FastifyRequest,
  reply: FastifyReply,
  { runs }: RunRoutesOptions,
  { tenantId, userId, runId, known }: AskedRun,
): Promise<undefined> {
  await sendEvents(request, reply, {
    events: signal => toEvents(runs.read({ tenantId, userId, runId, known, after: 0, signal })),
  });
  return undefined;
}

/** The first part of every run names them. */
async function messagesOf(runs: Runs, run: AskedRun): Promise<Omit<BegunRun, 'runId'>> {
  const { signal } = new AbortController();
  for await (const { part } of runs.read({ ...run, after: 0, signal })) {
    if (part.type === 'run') return { userMessageId: part.user_message_id, messageId: part.message_id };
  }
  throw new NotFound('run');
}

async function* toEvents(parts: ReturnType<Runs['read']>) {
  for await (const { seq, part } of parts) yield { id: seq, event: part.type, data: part };
}
