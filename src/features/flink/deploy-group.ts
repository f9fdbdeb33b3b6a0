import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import type { Schemas } from '../schemas/open-schemas.ts';
import { resetProgress } from '../tiles/queries.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { createGroupTopics } from './create-group-topics.ts';
import { findJob, isOver, jobNameOf } from './job-status.ts';
import { setEngine } from './queries.ts';
import { cleanSubjectOf } from './run-flink-group.ts';
import { SqlGateway } from './sql-gateway.ts';
import { compileSql } from './tile-sql.ts';
import type { SqlOptions } from './tile-sql.ts';

export interface DeployOptions extends Omit<SqlOptions, 'tenantId'> {
  db: Database;
  gatewayUrl: string;
  jobManagerUrl: string;
  schemas: Schemas;
  /** A checkpoint or savepoint to go on from; undefined: the last one that Flink knows of, if there is one. */
  from?: string;
}

const HOUR_MS = 3_600_000;

/**
 * Hands a group to Flink: its topics, its schema, its SQL. While its job runs, nothing happens; after it ended, it goes on
 * from its last checkpoint. @returns the job's id @throws FlinkRefused, InvalidInput, NotFound
 */
export async function deployGroup(scope: GroupScope, options: DeployOptions): Promise<string> {
  const { db, schemas } = options;
  const compiled = compileGroup(await withTransaction(db, scope, tx => loadDefinition(tx, scope)));
  const sql = compileSql(compiled, { ...options, tenantId: scope.tenantId });
  const earlier = await findJob(options.jobManagerUrl, scope);
  if (earlier !== undefined && !isOver(earlier)) return earlier.id;
  await createGroupTopics(scope.tenantId, compiled, options.brokers);
  await schemas.register(scope.tenantId, ...cleanSubjectOf(scope.tenantId, compiled));
  const isNew = await changeEngine(db, { ...scope, engine: 'flink' });
  // What another engine has computed meanwhile is not in it.
  const from = options.from ?? (isNew ? undefined : (earlier?.checkpoints.lastPath ?? undefined));
  await using gateway = await SqlGateway.open(options.gatewayUrl, settingsOf(scope, compiled, from));
  for (const table of sql.tables) await gateway.run(table);
  const { jobId } = await gateway.run(sql.insert);
  return jobId!;
}

/** Positions in one log say nothing of another, so all is computed anew. @returns whether it had another engine before */
export function changeEngine(
  db: Database,
  change: GroupScope & { engine: 'embedded' | 'kafka' | 'flink' },
): Promise<boolean> {
  return withTransaction(db, change, async tx => {
    const isChanged = await setEngine(tx, change);
    if (isChanged) await resetProgress(tx, change);
    return isChanged;
  });
}

function settingsOf(scope: GroupScope, { group }: CompiledGroup, from?: string): Record<string, string> {
  return {
    'pipeline.name': jobNameOf(scope),
    // What nothing more can fall into need not be kept; Flink's clock is not that of the events, hence a day more.
    'table.exec.state.ttl': `${2 * (group.latenessMs + group.futureCapMs) + 24 * HOUR_MS} ms`,
    'table.exec.mini-batch.enabled': 'true',
    'table.exec.mini-batch.allow-latency': '20 ms',
    'table.exec.mini-batch.size': '5000',
    ...(from === undefined ? {} : { 'execution.state-recovery.path': from }),
  };
}
