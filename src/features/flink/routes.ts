import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { parseView } from '../definitions/group-registry.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { listGroupRows } from '../definitions/queries.ts';
import { deployTo } from './deploy-to.ts';
import type { EngineDeps } from './deploy-to.ts';
import { describeEngine } from './describe-engine.ts';

const params = z.object({ view: z.string().max(120) });
const body = z.object({
  engine: z.enum(['embedded', 'kafka', 'flink']),
  from: z.string().max(2_000).optional().describe('A checkpoint or savepoint of Flink; default: the last.'),
});
const job = z.object({
  id: z.string(),
  state: z.string(),
  checkpoints: z.object({
    completed: z.int(),
    failed: z.int(),
    last_path: z.string().nullable(),
    last_at: z.string().nullable(),
  }),
});

/** Which engine computes a group. */
export function engineRoutes(app: HttpApp, deps: EngineDeps): void {
  app.post(
    '/feature-groups/:view/deploy',
    {
      config: { permission: 'features:write' },
      schema: {
        params,
        body,
        response: { 200: z.object({ engine: z.string(), job_id: z.string().nullable() }) },
      },
    },
    async request => {
      const principal = principalOf(request);
      const { tenantId } = principal;
      const group = await withTransaction(deps.db, principal, tx =>
        loadDefinition(tx, parseView(request.params.view)),
      );
      const jobId = await deployTo({ ...group, tenantId }, { ...deps, ...request.body, principal });
      return { engine: request.body.engine, job_id: jobId };
    },
  );

  app.get(
    '/feature-groups/:view/engine',
    {
      config: { permission: 'features:read' },
      schema: {
        params,
        response: {
          200: z.object({ engine: z.string(), lag_events: z.int().nullable(), job: job.nullable() }),
        },
      },
    },
    async request => {
      const status = await describeEngine(
        { ...(await findRow(deps, request)), tenantId: principalOf(request).tenantId },
        deps.streams,
      );
      return {
        engine: status.engine,
        lag_events: status.lagEvents,
        job: status.job && presentJob(status.job),
      };
    },
  );
}

function findRow(
  { db }: EngineDeps,
  request: Parameters<typeof principalOf>[0] & { params: { view: string } },
) {
  const key = parseView(request.params.view);
  return withTransaction(db, principalOf(request), async tx => {
    const rows = await listGroupRows(tx, key.name);
    const row = rows.findLast(each => key.version === undefined || each.version === key.version);
    if (row === undefined) throw new NotFound('feature group');
    return row;
  });
}

const presentJob = ({
  id,
  state,
  checkpoints,
}: NonNullable<Awaited<ReturnType<typeof describeEngine>>['job']>) => ({
  id,
  state,
  checkpoints: {
    completed: checkpoints.completed,
    failed: checkpoints.failed,
    last_path: checkpoints.lastPath,
    last_at: checkpoints.lastAtMs === null ? null : new Date(checkpoints.lastAtMs).toISOString(),
  },
});
