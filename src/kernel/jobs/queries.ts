import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import type { Tables } from '../db/tables.gen.ts';
import type { JobState } from './job-state.ts';

interface Attempt {
  name: string;
  id: string;
  attempt: number;
}

const REAP_BATCH = 100;

/** Locks the rows; those that another process is settling right now are left to it. */
export async function findExpiredJobs(tx: Tx): Promise<Attempt[]> {
  const { rows } = await sql<Attempt>`
    select name, id, retry_count + 1 as attempt from pgboss.job
    where state = 'active'
      and (heartbeat_on + heartbeat_seconds * interval '1 second' < pgboss.job_now()
        or started_on + expire_seconds * interval '1 second' < pgboss.job_now())
    limit ${REAP_BATCH} for update skip locked`.execute(tx);
  return rows;
}

/** The reaper then ends every attempt that a dead process left behind, by its usual rules. */
export async function expireAllLeases(db: Database): Promise<void> {
  await db.pool.query(`update pgboss.job set heartbeat_on = '-infinity' where state = 'active'`);
}

/** A killed worker says nothing against the job itself, so it does not wait. */
export async function retryAtOnce(tx: Tx, job: Attempt): Promise<void> {
  await sql`
    with due as (
      update pgboss.job set start_after = pgboss.job_now()
      where name = ${job.name} and id = ${job.id} and state = 'retry' returning name)
    select pg_notify('quarry_job_ready', name) from due`.execute(tx);
}

/** The raised limit keeps attempts that were handed back from counting as failed ones. */
export async function handBackJob(db: Database, job: Attempt, afterMs: number): Promise<boolean> {
  const { rows } = await db.pool.query(
    `with back as (
      update pgboss.job set state = 'retry', heartbeat_on = null, retry_limit = retry_limit + 1,
        start_after = pgboss.job_now() + $4 * interval '1 millisecond'
      where name = $1 and id = $2 and retry_count = $3 and state = 'active' returning name)
    select pg_notify('quarry_job_ready', name) from back`,
    [job.name, job.id, job.attempt - 1, afterMs],
  );
  return rows.length > 0;
}

/** Shares the row until `tx` ends: the attempt cannot be taken away in between. */
export async function holdAttempt(tx: Tx, job: Attempt): Promise<boolean> {
  const { rows } = await sql`
    select 1 from pgboss.job
    where name = ${job.name} and id = ${job.id} and retry_count = ${job.attempt - 1} and state = 'active'
    for share`.execute(tx);
  return rows.length > 0;
}

/** How far a job of a long line stands behind the one before it; between them others get their turn. */
const LONG_STEP = 3;

/**
 * The number that a new job draws: behind its group's last waiting job, but never behind the other groups' lines, so
 * that groups alternate. Start-time fair queueing, Goyal, Vin & Cheng 1996. Two who draw at once may get the same one.
 */
export async function drawTurn(
  tx: Tx,
  options: { name: string; group: string; longLine: number },
): Promise<number> {
  const { name, group, longLine } = options;
  const { rows } = await sql<{ turn: number }>`
    with line as (
      select
        coalesce((select -priority from pgboss.job
          where name = ${name} and state < 'active' and not blocked and start_after <= pgboss.job_now()
          order by priority desc, created_on limit 1), 0) as head,
        (select -min(priority) from pgboss.job
          where name = ${name} and group_id = ${group} and state < 'active') as last)
    select least(2147483647, greatest(head, coalesce(last, 0))::bigint
      + case when last - head > ${longLine}::int then ${LONG_STEP}::int else 1 end)::int as turn from line`.execute(
    tx,
  );
  return rows[0]!.turn;
}

export interface Line {
  group: string;
  /** Jobs that wait, counted as far as was asked. */
  waiting: number;
}

const MAX_LINES = 1_000;

/** The groups that have jobs waiting; steps from group to group in the index instead of reading every job. */
export async function listLines(db: Database, options: { name: string; upTo: number }): Promise<Line[]> {
  const { rows } = await db.pool.query<Line>(
    `with recursive line as (
      (select group_id from pgboss.job
        where name = $1 and state < 'active' and group_id is not null order by group_id limit 1)
      union all
      select (select j.group_id from pgboss.job j
          where j.name = $1 and j.state < 'active' and j.group_id is not null and j.group_id > line.group_id
          order by j.group_id limit 1)
        from line where line.group_id is not null)
    select group_id as "group", (select count(*)::int from (select from pgboss.job j
        where j.name = $1 and j.state < 'active' and j.group_id = line.group_id limit $2) counted) as waiting
    from line where group_id is not null limit ${MAX_LINES}`,
    [options.name, options.upTo],
  );
  return rows;
}

export async function notifyReady(tx: Tx, name: string): Promise<void> {
  await sql`select pg_notify('quarry_job_ready', ${name})`.execute(tx);
}

export async function notifyCancel(tx: Tx, id: string): Promise<void> {
  await sql`select pg_notify('quarry_job_cancel', ${id})`.execute(tx);
}

export async function listDueNames(db: Database, names: readonly string[]): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `select distinct name from pgboss.job
     where name = any($1) and state < 'active' and not blocked and start_after <= pgboss.job_now()`,
    [names],
  );
  return rows.map(row => row.name);
}

const STATES: Record<string, JobState> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'done',
  cancelled: 'cancelled',
  failed: 'dead',
};

export async function findJobState(
  db: Kysely<Tables>,
  name: string,
  id: string,
): Promise<JobState | undefined> {
  const { rows } = await sql<{ state: string }>`
    select state::text from pgboss.job where name = ${name} and id = ${id}`.execute(db);
  return rows[0] && STATES[rows[0].state];
}

export async function listLiveJobs(
  tx: Tx,
  options: { names: readonly string[]; ids: readonly string[] },
): Promise<Set<string>> {
  const { names, ids } = options;
  const { rows } = await sql<{ id: string }>`
    select coalesce(source_id, id) as id from pgboss.job
    where name = any(${names}) and state < 'completed' and (id = any(${ids}) or source_id = any(${ids}))`.execute(
    tx,
  );
  return new Set(rows.map(row => row.id));
}

export interface JobCounts {
  queued: number;
  running: number;
}

/** For health pages; the copies of dead jobs do not count. */
export async function countJobs(db: Database): Promise<JobCounts> {
  const { rows } = await db.pool.query<JobCounts>(
    `select count(*) filter (where state < 'active')::int as queued,
       count(*) filter (where state = 'active')::int as running
     from pgboss.job where state < 'completed' and name not like '%-dead'`,
  );
  return rows[0]!;
}

export interface WorkerRow {
  id: string;
  host: string;
  pid: number;
  started_at: Date;
  silent_seconds: number;
  running: number;
}

/** A worker that was not heard from for so long is gone: its jobs have been taken over long since. */
const FORGET_AFTER_SECONDS = 60;

export async function beatWorker(
  db: Database,
  worker: { id: string; host: string; pid: number; running: number },
): Promise<void> {
  await db.pool.query(
    `with gone as (
      delete from workers where beat_at < clock_timestamp() - interval '${FORGET_AFTER_SECONDS} seconds' and id <> $1)
    insert into workers (id, host, pid, running) values ($1, $2, $3, $4)
    on conflict (id) do update set beat_at = clock_timestamp(), running = excluded.running`,
    [worker.id, worker.host, worker.pid, worker.running],
  );
}

export async function forgetWorker(db: Database, id: string): Promise<void> {
  await db.pool.query('delete from workers where id = $1', [id]);
}

/** Longest serving first. */
export async function listWorkers(db: Database): Promise<WorkerRow[]> {
  const { rows } = await db.pool.query<WorkerRow>(
    `select id, host, pid, started_at, running,
       greatest(0, extract(epoch from clock_timestamp() - beat_at))::float8 as silent_seconds
     from workers order by started_at, id limit 1000`,
  );
  return rows;
}

/** How long the job that has been due longest has waited for a worker; null when none is due. */
export async function findOldestWaitSeconds(db: Database): Promise<number | null> {
  const { rows } = await db.pool.query<{ seconds: number | null }>(
    `select extract(epoch from clock_timestamp() - min(greatest(created_on, start_after)))::float8 as seconds
     from pgboss.job where state < 'active' and not blocked and start_after <= pgboss.job_now()`,
  );
  return rows[0]!.seconds;
}

export type ListedState = 'queued' | 'running' | 'dead';

export interface ListedJob {
  id: string;
  data: unknown;
  attempts: number;
  created_at: Date;
  due_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

/** Newest first; a dead one as its letter tells, which outlives it. Ids are in the order in which jobs were made. */
export async function listJobs(
  tx: Tx,
  page: { name: string; group: string; state: ListedState; limit: number; before?: string },
): Promise<ListedJob[]> {
  const { name, group, state, limit, before = 'ffffffff-ffff-ffff-ffff-ffffffffffff' } = page;
  const letters = sql`
    select source_id as id, data, source_retry_count + 1 as attempts, source_created_on as created_at,
      source_created_on as due_at, null::timestamptz as started_at, created_on as ended_at
    from pgboss.job
    where name = ${`${name}-dead`} and group_id = ${group} and source_id is not null and source_id < ${before}::uuid
    order by source_id desc limit ${limit + 1}`;
  const live = sql`
    select id, data, case when started_on is null then 0 else retry_count + 1 end as attempts, created_on as created_at,
      start_after as due_at, case when state = 'active' then started_on end as started_at, null::timestamptz as ended_at
    from pgboss.job
    where name = ${name} and group_id = ${group} and id < ${before}::uuid
      and ${state === 'running' ? sql`state = 'active'` : sql`state < 'active'`}
    order by id desc limit ${limit + 1}`;
  const { rows } = await (state === 'dead' ? letters : live).$castTo<ListedJob>().execute(tx);
  return rows;
}

/** As far as places in the queue are counted. */
const MAX_PLACES = 1_000;

/** Of `ids`, those that wait, and their place in the queue: 1 is next. Places far behind are left out. */
export async function listPlaces(
  tx: Tx,
  options: { name: string; ids: readonly string[] },
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; place: number }>`
    select id, place from (
      select id, row_number() over (order by priority desc, created_on)::int as place from (
        select id, priority, created_on from pgboss.job
        where name = ${options.name} and state < 'active' and not blocked and start_after <= pgboss.job_now()
        order by priority desc, created_on limit ${MAX_PLACES}) waiting) placed
    where id = any(${options.ids}::uuid[])`.execute(tx);
  return new Map(rows.map(row => [row.id, row.place]));
}
