import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { cancelScoring, getScoring } from './change-scoring.ts';
import { listScoringRows } from './queries.ts';
import type { ScoringRow } from './queries.ts';
import { DEFAULT_ENGINE, startScoring } from './start-scoring.ts';

export interface ScoringRoutesOptions {
  db: Database;
  jobs: JobQueue;
  /** Undefined: scoring costs nothing. */
  usage?: Usage;
  /** The engines that workers have. */
  engineIds: [string, ...string[]];
}

const read = { permission: 'transcripts:read' };
const write = { permission: 'transcripts:write' };
const params = z.object({ scoring_id: pathId('scoring') });
const time = z.iso.datetime({ offset: true }).transform(value => new Date(value));

const scoringInput = (engineIds: [string, ...string[]]) =>
  z
    .strictObject({ engine: z.enum(engineIds).default(DEFAULT_ENGINE), since: time, until: time })
    .refine(input => input.since < input.until, { path: ['until'], message: 'must lie after since' });

const scoringView = z
  .object({
    id: z.string(),
    engine: z.string(),
    import_id: z.string().nullable(),
    since: z.string(),
    until: z.string().describe('Not included.'),
    status: z.enum(['pending', 'scoring', 'done', 'failed', 'cancelled']),
    scored: z.int().describe('Conversations.'),
    turns: z.int(),
    failure: z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() }).nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    version: z.int(),
  })
  .meta({ id: 'TranscriptScoring' });

type View = z.output<typeof scoringView>;

export function scoringRoutes(app: HttpApp, options: ScoringRoutesOptions): void {
  mountStart(app, options);
  mountScorings(app, options);
}

function mountStart(app: HttpApp, options: ScoringRoutesOptions): void {
  const { db, jobs } = options;
  app.post(
    '/transcripts/scorings',
    { config: write, schema: { body: scoringInput(options.engineIds), response: { 202: scoringView } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      void reply.code(202);
      return await actOnce(request, reply, {
        db,
        tenantId,
        userId,
        body: request.body,
        act: async claim => {
          await options.usage?.assertRoom(tenantId);
          const start = async (tx: Tx) => {
            const row = await startScoring(tx, jobs, { tenantId, ...request.body });
            await claim?.finish(tx, row.id);
            return row;
          };
          return present(await withTransaction(db, { tenantId }, start));
        },
        replay: async id => present(await getScoring(db, { tenantId, id: id! })),
      });
    },
  );
}

function mountScorings(app: HttpApp, options: ScoringRoutesOptions): void {
  const { db } = options;
  app.get(
    '/transcripts/scorings',
    { config: read, schema: { querystring: pageQuery, response: { 200: pageSchema(scoringView) } } },
    async request => {
      const page = agePageOf(request);
      const rows = await withTransaction(db, principalOf(request), tx => listScoringRows(tx, page));
      return pageOf(request, rows, { limit: page.limit, present });
    },
  );

  app.get(
    '/transcripts/scorings/:scoring_id',
    { config: read, schema: { params, response: { 200: scoringView } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return sendVersioned(reply, present(await getScoring(db, { tenantId, id: request.params.scoring_id })));
    },
  );

  app.post(
    '/transcripts/scorings/:scoring_id/cancel',
    { config: write, schema: { params, response: { 200: scoringView } } },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      return sendVersioned(
        reply,
        present(await cancelScoring(options, { tenantId, id: request.params.scoring_id })),
      );
    },
  );
}

function present(row: ScoringRow): View {
  return {
    id: row.id,
    engine: row.engine,
    import_id: row.import_id,
    since: row.since.toISOString(),
    until: row.until.toISOString(),
    status: row.status as View['status'],
    scored: row.scored,
    turns: row.turns,
    failure: row.failure as View['failure'],
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
  };
}
