import { sql } from 'kysely';
import { compileGroup } from '#features/definitions/compile-group.ts';
import type { FeatureGroup } from '#features/definitions/definition.ts';
import { listPartitions, readEvents } from '#features/events/event-log.ts';
import type { LogEvent } from '#features/events/log-event.ts';
import type { Counts } from '#features/tiles/counts.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { foldOnce } from '#tests/support/features/fold-once.ts';

interface Verdict {
  events: number;
  tiles: number;
  lost: number;
  doubled: number;
  breaches: string[];
}

const FINEST = ' 1000 ';

/** Compares what a group's processors left behind with one pass over the log in memory. */
export async function judgeGroup(
  db: Database,
  { tenantId, group }: { tenantId: string; group: FeatureGroup },
): Promise<Verdict> {
  const log = await withTransaction(db, { tenantId }, tx => readAll(tx, group.topic));
  const expected = foldOnce(compileGroup(group), log);
  const { tiles, counts, rejects } = await withTransaction(db, { tenantId }, readStored);
  const breaches: string[] = [];
  let [lost, doubled] = [0, 0];
  for (const key of new Set([...expected.tiles.keys(), ...tiles.keys()])) {
    const [wanted, found] = [expected.tiles.get(key), tiles.get(key)];
    if (wanted === found) continue;
    breaches.push(`tile ${key}: ${found ?? 'none'} instead of ${wanted ?? 'none'}`);
    if (!key.includes(FINEST)) continue;
    const difference = Number.parseInt(found ?? '0') - Number.parseInt(wanted ?? '0');
    lost += Math.max(0, -difference);
    doubled += Math.max(0, difference);
  }
  for (const name of ['processed', 'filtered', 'duplicate', 'late', 'dead'] as const)
    if (counts[name] !== expected.counts[name])
      breaches.push(`${name}: ${counts[name]} instead of ${expected.counts[name]}`);
  if (rejects !== expected.counts.late + expected.counts.dead)
    breaches.push(
      `${rejects} events were set aside instead of ${expected.counts.late + expected.counts.dead}`,
    );
  return { events: log.length, tiles: expected.tiles.size, lost, doubled, breaches };
}

async function readAll(tx: Tx, topic: string): Promise<LogEvent[]> {
  const from = new Map((await listPartitions(tx, topic)).map(each => [each, 0]));
  return await readEvents(tx, { topic, from, limit: 10_000_000 });
}

async function readStored(tx: Tx) {
  const { rows } = await sql<{ key: string; text: string }>`
    select entity || ' ' || resolution_ms || ' ' || tile_start as key, n || ' ' || partials as text
    from feature_tiles`.execute(tx);
  const progress = await tx.selectFrom('feature_progress').selectAll().executeTakeFirstOrThrow();
  const rejects = await tx.selectFrom('event_rejects').select('log_offset').execute();
  const counts: Counts = progress;
  return { tiles: new Map(rows.map(row => [row.key, row.text])), counts, rejects: rejects.length };
}
