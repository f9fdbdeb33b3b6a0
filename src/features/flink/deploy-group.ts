import { Admin } from '@platformatic/kafka';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { compileGroup } from '../definitions/compile-group.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { findTopicEnds } from '../kafka/topic-ends.ts';
import { resetProgress } from '../tiles/queries.ts';
import type { GroupScope } from '../tiles/queries.ts';
import { cleanSchemaOf, cleanTopicOf, tileTopicOf } from './clean-events.ts';
import { setEngine } from './queries.ts';
import { SqlGateway } from './sql-gateway.ts';
import { compileSql } from './tile-sql.ts';
import type { SqlOptions } from './tile-sql.ts';

export interface DeployOptions extends SqlOptions {
  db: Database;
  gatewayUrl: string;
  /** Enters a schema under a subject in the registry that Flink asks; its id. */
  registerSchema: (subject: string, text: string) => Promise<number>;
  /** A checkpoint or savepoint to go on from. */
  from?: string;
}

export interface Deployed {
  jobId: string;
  cleanSchemaId: number;
}

const HOUR_MS = 3_600_000;

/** Hands a group to Flink: its topics, its schema, its SQL. @throws FlinkRefused, InvalidInput, NotFound */
export async function deployGroup(scope: GroupScope, options: DeployOptions): Promise<Deployed> {
  const { db } = options;
  const compiled = compileGroup(await withTransaction(db, scope, tx => loadDefinition(tx, scope)));
  const sql = compileSql(compiled, options);
  await createTopics(compiled, options.brokers);
  const cleanSchemaId = await options.registerSchema(
    `${cleanTopicOf(compiled)}-value`,
    cleanSchemaOf(compiled).text,
  );
  // Positions in one log say nothing of another.
  await withTransaction(db, scope, async tx => {
    if (await setEngine(tx, { ...scope, engine: 'flink' })) await resetProgress(tx, scope);
  });
  await using gateway = await SqlGateway.open(options.gatewayUrl, settingsOf(compiled, options.from));
  for (const table of sql.tables) await gateway.run(table);
  const { jobId } = await gateway.run(sql.insert);
  return { jobId: jobId ?? '', cleanSchemaId };
}

function settingsOf({ key, group }: CompiledGroup, from?: string): Record<string, string> {
  return {
    'pipeline.name': `quarry ${key}`,
    // A tile that nothing more can fall into need not be kept; time stands still for nobody, so twice and a day more.
    'table.exec.state.ttl': `${2 * (group.latenessMs + group.futureCapMs) + 24 * HOUR_MS} ms`,
    'table.exec.mini-batch.enabled': 'true',
    'table.exec.mini-batch.allow-latency': '20 ms',
    'table.exec.mini-batch.size': '5000',
    ...(from === undefined ? {} : { 'execution.state-recovery.path': from }),
  };
}

/** As many partitions for clean events as the topic has that they come from; the newest of each tile is kept. */
async function createTopics(compiled: CompiledGroup, brokers: string[]): Promise<void> {
  const { next } = await findTopicEnds(brokers, compiled.group.topic);
  const admin = new Admin({ clientId: 'quarry', bootstrapBrokers: brokers });
  try {
    const there = new Set(await admin.listTopics());
    const wanted = { replicas: -1, partitions: next.length };
    const [clean, tiles] = [cleanTopicOf(compiled), tileTopicOf(compiled)];
    if (!there.has(clean)) await admin.createTopics({ ...wanted, topics: [clean] });
    if (!there.has(tiles))
      await admin.createTopics({
        ...wanted,
        topics: [tiles],
        configs: [{ name: 'cleanup.policy', value: 'compact' }],
      });
  } finally {
    await admin.close();
  }
}
