import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { EventRejectsTable, EventTopicsTable } from '#kernel/db/tables.gen.ts';
import type { LogEvent, Reject } from './log-event.ts';

export type TopicRow = Selectable<EventTopicsTable>;
export type RejectRow = Selectable<EventRejectsTable>;

export interface NewLogEvent {
  partition: number;
  offset: number;
  key: string | null;
  schemaId: number | null;
  value: Uint8Array;
}

/** Does nothing where it is. */
export async function insertTopic(
  tx: Tx,
  { tenantId, name, partitions }: { tenantId: string; name: string; partitions: number },
): Promise<boolean> {
  const made = await tx
    .insertInto('event_topics')
    .values({ tenant_id: tenantId, name, partitions })
    .onConflict(conflict => conflict.doNothing())
    .returning('name')
    .executeTakeFirst();
  if (made === undefined) return false;
  await sql`
    insert into event_partitions (tenant_id, topic, partition)
    select ${tenantId}::uuid, ${name}, generate_series(0, ${partitions - 1}::int)`.execute(tx);
  return true;
}

export function findTopic(tx: Tx, name: string): Promise<TopicRow | undefined> {
  return tx.selectFrom('event_topics').selectAll().where('name', '=', name).executeTakeFirst();
}

export async function listTopicRows(
  tx: Tx,
): Promise<{ name: string; partitions: number; created_at: Date; events: number }[]> {
  const { rows } = await sql<{ name: string; partitions: number; created_at: Date; events: number }>`
    select t.name, t.partitions, t.created_at, sum(p.next_offset)::bigint as events
    from event_topics t join event_partitions p on p.tenant_id = t.tenant_id and p.topic = t.name
    group by t.tenant_id, t.name order by t.name`.execute(tx);
  return rows;
}

/**
 * Takes offsets for so many events in each partition; their rows stay locked until the end of `tx`, so that nobody
 * sees a later offset before an earlier one. @returns the first offset of each partition.
 */
export async function takeOffsets(
  tx: Tx,
  { topic, counts }: { topic: string; counts: ReadonlyMap<number, number> },
): Promise<Map<number, number>> {
  const partitions = [...counts.keys()].toSorted((a, b) => a - b);
  const { rows } = await sql<{ partition: number; first: number }>`
    with wanted as (
      select * from unnest(${partitions}::int[], ${partitions.map(each => counts.get(each))}::int[]) as w (partition, n)
    ), locked as materialized (
      -- In one order for all, so that two who append cannot wait for each other.
      select p.partition from event_partitions p
      where p.topic = ${topic} and p.partition in (select partition from wanted)
      order by p.partition for no key update
    )
    update event_partitions p set next_offset = p.next_offset + w.n
    from wanted w join locked using (partition)
    where p.topic = ${topic} and p.partition = w.partition
    returning p.partition, p.next_offset - w.n as first`.execute(tx);
  return new Map(rows.map(({ partition, first }) => [partition, first]));
}

export async function insertEvents(
  tx: Tx,
  { tenantId, topic, events }: { tenantId: string; topic: string; events: readonly NewLogEvent[] },
): Promise<void> {
  await sql`
    insert into event_log (tenant_id, topic, partition, log_offset, key, schema_id, value)
    select ${tenantId}::uuid, ${topic}, e.* from unnest(
      ${events.map(each => each.partition)}::int[], ${events.map(each => each.offset)}::bigint[],
      ${events.map(each => each.key)}::text[], ${events.map(each => each.schemaId)}::int[],
      ${events.map(each => each.value)}::bytea[]) as e`.execute(tx);
  await sql`select pg_notify('quarry_events', ${topic})`.execute(tx);
}

/** What stands in the log behind the positions, at most `limit` of each partition, in order. */
export async function readLog(
  tx: Tx,
  options: { topic: string; from: ReadonlyMap<number, number>; limit: number },
): Promise<LogEvent[]> {
  const partitions = [...options.from.keys()];
  const { rows } = await sql<LogEvent>`
    select e.partition, e.log_offset as "offset", e.schema_id as "schemaId", e.value,
      (extract(epoch from e.appended_at) * 1000)::bigint as "appendedMs"
    from unnest(${partitions}::int[], ${partitions.map(each => options.from.get(each))}::bigint[]) as f (partition, start),
      lateral (
        select * from event_log l
        where l.topic = ${options.topic} and l.partition = f.partition and l.log_offset >= f.start
        order by l.log_offset limit ${options.limit}
      ) e
    order by e.partition, e.log_offset`.execute(tx);
  return rows;
}

/** What a group did not count. Dead events are kept once, whichever groups of the topic met them. */
export async function insertEventRejects(
  tx: Tx,
  scope: { tenantId: string; topic: string; group: { name: string; version: number } },
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  const rows = rejects.map(({ offset, value, ...each }) => ({
    ...each,
    tenant_id: scope.tenantId,
    topic: scope.topic,
    group_name: each.kind === 'late' ? scope.group.name : '',
    group_version: each.kind === 'late' ? scope.group.version : 0,
    log_offset: offset,
    value: Buffer.from(value),
  }));
  // A batch of broken events could have more parameters than one statement takes.
  for (let from = 0; from < rows.length; from += 1000)
    await tx
      .insertInto('event_rejects')
      .values(rows.slice(from, from + 1000))
      .onConflict(conflict => conflict.doNothing())
      .execute();
}

export interface RejectPage {
  topic: string;
  kind: 'dead' | 'late';
  after?: { partition: number; offset: number };
  limit: number;
}

export async function listRejectRows(tx: Tx, page: RejectPage): Promise<RejectRow[]> {
  let query = tx
    .selectFrom('event_rejects')
    .selectAll()
    .where('topic', '=', page.topic)
    .where('kind', '=', page.kind);
  if (page.after !== undefined)
    query = query.where(
      sql<boolean>`(partition, log_offset) > (${page.after.partition}, ${page.after.offset})`,
    );
  return query
    .orderBy('partition')
    .orderBy('log_offset')
    .orderBy('group_name')
    .orderBy('group_version')
    .limit(page.limit)
    .execute();
}

/** Marks dead letters that were not sent again yet as such, and gives them. */
export async function takeDeadLetters(
  tx: Tx,
  { topic, limit }: { topic: string; limit: number },
): Promise<{ value: Buffer; reason: string }[]> {
  const { rows } = await sql<{ value: Buffer; reason: string }>`
    with taken as materialized (
      select tenant_id, partition, log_offset from event_rejects
      where topic = ${topic} and kind = 'dead' and replayed_at is null
      order by partition, log_offset limit ${limit} for update skip locked
    )
    update event_rejects r set replayed_at = now() from taken t
    where r.tenant_id = t.tenant_id and r.topic = ${topic} and r.kind = 'dead'
      and r.partition = t.partition and r.log_offset = t.log_offset
    returning r.value, r.reason`.execute(tx);
  return rows;
}

/** The next offset of each partition. */
export async function listEnds(tx: Tx, topic: string): Promise<Map<number, number>> {
  const rows = await tx
    .selectFrom('event_partitions')
    .select(['partition', 'next_offset'])
    .where('topic', '=', topic)
    .execute();
  return new Map(rows.map(row => [row.partition, row.next_offset]));
}

/**
 * Deletes events that were appended before a moment and that every group of the embedded log has read, and remembers since
 * when all are there. @returns how many, at most `limit`
 */
export async function deleteAppliedEvents(
  tx: Tx,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const { rows } = await sql<{ deleted: number }>`
    with applied as (
      select g.topic, p.partition,
        min(coalesce((f.positions -> p.partition::text ->> 0)::bigint, 0)) as read_to
      from feature_groups g
      join feature_progress f on f.group_name = g.name and f.group_version = g.version
      join event_partitions p on p.topic = g.topic
      where g.engine = 'embedded'
      group by g.topic, p.partition
    ), gone as (
      delete from event_log where ctid = any(array(
        select l.ctid from applied a join event_log l on l.topic = a.topic and l.partition = a.partition
        where l.log_offset < a.read_to and l.appended_at < ${before}
        limit ${limit}))
      returning topic, partition
    ), marked as (
      update event_partitions p set kept_from = ${before}
      from (select distinct topic, partition from gone) g where g.topic = p.topic and g.partition = p.partition
    )
    select count(*)::int as deleted from gone`.execute(tx);
  return rows[0]!.deleted;
}

/** Since when all events of a topic are there; undefined: none was deleted. */
export async function findKeptFrom(tx: Tx, topic: string): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('event_partitions')
    .select(each => each.fn.max('kept_from').as('kept_from'))
    .where('topic', '=', topic)
    .executeTakeFirst();
  return row?.kept_from ?? undefined;
}
