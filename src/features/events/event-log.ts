import type { Tx } from '#kernel/db/database.ts';
import type { LogEvent, Reject } from './log-event.ts';
import { findKeptFrom, insertEventRejects, listEnds, readLog } from './queries.ts';

/** The partitions of a topic; none while it does not exist. */
export async function listPartitions(tx: Tx, topic: string): Promise<number[]> {
  return [...(await listEnds(tx, topic)).keys()].toSorted((a, b) => a - b);
}

/** Since when all events of a topic are there; undefined: none was deleted. */
export const readKeptFrom = (tx: Tx, topic: string): Promise<Date | undefined> => findKeptFrom(tx, topic);

/** What stands in the embedded log from these offsets on, `limit` of each partition at most, in order. */
export function readEvents(
  tx: Tx,
  options: { topic: string; from: ReadonlyMap<number, number>; limit: number },
): Promise<LogEvent[]> {
  return readLog(tx, options);
}

/** Keeps what a group did not count; what is kept already stays as it is. */
export function writeRejects(
  tx: Tx,
  scope: { tenantId: string; topic: string; group: { name: string; version: number } },
  rejects: readonly Reject[],
): Promise<void> {
  return insertEventRejects(tx, scope, rejects);
}
