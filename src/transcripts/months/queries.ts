import type pg from 'pg';

/** A month of the timeline: its partition, and the instant behind its last one. */
export interface MonthPartition {
  name: string;
  until: Date;
  bytes: number;
}

/** The partitions of whole months that end at `before` or earlier, oldest first. What began before 2000 has none. */
export async function listMonthsBefore(client: pg.ClientBase, before: Date): Promise<MonthPartition[]> {
  const { rows } = await client.query<MonthPartition>(
    `select name, until, bytes from (
       select c.relname as name, pg_total_relation_size(c.oid) as bytes,
         (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''([^'']+)''\\)'))[1]::timestamptz as until
       from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'public.transcripts'::regclass) months
     where until <= $1 order by until`,
    [before],
  );
  return rows;
}

/** Waits for readers and writers of the timeline at most two seconds: whoever asks tries again. */
export async function detachMonth(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`set local lock_timeout = '2s'`);
  await client.query(
    `alter table public.transcripts detach partition public.${client.escapeIdentifier(name)}`,
  );
}

export async function dropTable(client: pg.ClientBase, name: string): Promise<void> {
  await client.query(`drop table public.${client.escapeIdentifier(name)}`);
}
