import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import { retrievalSettings } from '../retrieval-settings.ts';
import { wantedGraph } from './needs-graph.ts';
import type { GraphShape } from './needs-graph.ts';
import { planUpkeep } from './plan-upkeep.ts';
import type { Upkeep } from './plan-upkeep.ts';
import {
  countUnsealed,
  deleteGraphs,
  fillGraph,
  findActiveSet,
  indexGraph,
  insertGraph,
  listGraphs,
  publishGraph,
  settleNumbers,
} from './queries.ts';
import type { GraphSetRow, SetKey } from './queries.ts';

/** Fewer new rows than this cost a search less than taking them in would. */
export const MIN_UNSEALED = 500;
/** How long a statement may keep PGlite from others: its rows are taken in one after the other. */
const ROWS_AT_ONCE = { postgres: 1_000, pglite: 100 };

export type JobPart = Pick<JobContext, 'fence' | 'signal'>;

/** Brings a set's graph to what its size and its library's settings ask for; searches go on all the while. */
export async function growGraph(db: Database, key: SetKey, context: JobPart): Promise<JobOutcome> {
  const planned = await withTransaction(db, key, tx => plan(tx, db, key));
  if (planned === undefined) return { kind: 'cancel', reason: 'the set of vectors is gone' };
  const { upkeep, wanted } = planned;
  const write = (work: (tx: Tx) => Promise<void>) =>
    withTransaction(db, key, async tx => {
      await work(tx);
      // Last, because it holds the lease, and building takes longer than a lease lasts.
      await context.fence(tx);
    });
  if (upkeep.kind === 'build')
    await build(db, key, { number: upkeep.number, shape: wanted!, write, context });
  if (upkeep.kind === 'extend' || upkeep.kind === 'resume')
    await fill(db, key, { ...upkeep, write, context });
  // Last: until the new one is published, the old one is searched.
  await write(async tx => {
    const { obsolete } = (await plan(tx, db, key)) ?? { obsolete: [] };
    await deleteGraphs(tx, key, obsolete);
  });
  return { kind: 'done' };
}

type Write = (work: (tx: Tx) => Promise<void>) => Promise<void>;

export interface Planned {
  upkeep: Upkeep;
  obsolete: number[];
  wanted: GraphShape | undefined;
}

async function plan(tx: Tx, db: Database, key: SetKey): Promise<Planned | undefined> {
  const set = await findActiveSet(tx, key);
  return set && planFor(tx, db, { ...key, set });
}

/** What is to be done for one set. */
export async function planFor(
  tx: Tx,
  db: Database,
  { set, ...key }: SetKey & { set: GraphSetRow },
): Promise<Planned> {
  const wanted = wantedGraph({ ...set, settings: retrievalSettings.parse(set.retrieval).index }, db.store);
  const graphs = await listGraphs(tx, key);
  const [newest] = graphs;
  const unsealed = newest
    ? await countUnsealed(tx, key, { sealedNumber: newest.sealed_number, atMost: MIN_UNSEALED })
    : 0;
  return { wanted, ...planUpkeep(graphs, wanted, { rows: set.rows, unsealed, minUnsealed: MIN_UNSEALED }) };
}

interface Work {
  number: number;
  write: Write;
  context: JobPart;
}

/** PostgreSQL builds a graph of rows that are there many times faster than it adds them to one. */
async function build(db: Database, key: SetKey, options: Work & { shape: GraphShape }): Promise<void> {
  const { number, shape, write } = options;
  if (db.store === 'pglite') {
    await write(async tx => {
      await insertGraph(tx, key, { number, ...shape });
      await indexGraph(tx, key, number);
    });
    return fill(db, key, { ...options, from: 0 });
  }
  const upTo = await withTransaction(db, key, tx => settleNumbers(tx, key));
  await write(async tx => {
    await insertGraph(tx, key, { number, ...shape });
    await fillGraph(tx, key, { number, from: 0, upTo, limit: Number.MAX_SAFE_INTEGER });
    await failpoint('graph-filled');
    await indexGraph(tx, key, number);
    await publishGraph(tx, key, number);
  });
}

/** Batch by batch, so that a kill loses one at most. */
async function fill(db: Database, key: SetKey, options: Work & { from: number }): Promise<void> {
  const { number, write, context } = options;
  const upTo = await withTransaction(db, key, tx => settleNumbers(tx, key));
  let sealed: number | undefined = options.from;
  while (sealed !== undefined && sealed < upTo) {
    context.signal.throwIfAborted();
    const from: number = sealed;
    await write(async tx => {
      sealed = await fillGraph(tx, key, { number, from, upTo, limit: ROWS_AT_ONCE[db.store] });
    });
    await failpoint('graph-filled');
  }
  if (sealed !== undefined) await write(tx => publishGraph(tx, key, number));
}
