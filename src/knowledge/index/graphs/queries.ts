import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import type { GraphShape } from './needs-graph.ts';

export interface SetKey {
  tenantId: string;
  setId: number;
}

export interface GraphSetRow {
  id: number;
  dimensions: number;
  retrieval: unknown;
  /** Passages that readers see. */
  rows: number;
}

const setRows = sql`select s.id, s.dimensions, l.retrieval,
    (select coalesce(sum(d.chunk_count), 0)::bigint from documents d where d.tenant_id = s.tenant_id
      and d.library_id = s.library_id and d.generation > 0) as rows
  from vector_sets s join libraries l on l.tenant_id = s.tenant_id and l.id = s.library_id`;

/** The active sets of a tenant. */
export async function listActiveSets(tx: Tx, tenantId: string): Promise<GraphSetRow[]> {
  const { rows } = await sql<GraphSetRow>`${setRows} where s.tenant_id = ${tenantId}::uuid
    and s.state = 'active'`.execute(tx);
  return rows;
}

export async function findActiveSet(tx: Tx, { tenantId, setId }: SetKey): Promise<GraphSetRow | undefined> {
  const { rows } = await sql<GraphSetRow>`${setRows} where s.tenant_id = ${tenantId}::uuid
    and s.id = ${setId}::bigint and s.state = 'active'`.execute(tx);
  return rows[0];
}

export interface GraphRow {
  number: number;
  m: number;
  ef_construction: number;
  state: string;
  sealed_number: number;
  row_count: number;
}

/** The newest first. */
export function listGraphs(tx: Tx, { tenantId, setId }: SetKey): Promise<GraphRow[]> {
  return tx
    .selectFrom('vector_graphs')
    .select(['number', 'm', 'ef_construction', 'state', 'sealed_number', 'row_count'])
    .where('tenant_id', '=', tenantId)
    .where('set_id', '=', setId)
    .orderBy('number', 'desc')
    .execute();
}

/** Rows behind a graph, as far as `atMost`. */
export async function countUnsealed(
  tx: Tx,
  { tenantId, setId }: SetKey,
  { sealedNumber, atMost }: { sealedNumber: number; atMost: number },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from (select from chunk_vectors
    where tenant_id = ${tenantId}::uuid and set_id = ${setId}::bigint and number > ${sealedNumber}::bigint
    limit ${atMost}) behind`.execute(tx);
  return rows[0]!.count;
}

/**
 * The number up to which all rows of the set are settled: no transaction is still about to commit a lower one,
 * because every writer holds the set until it ends.
 */
export async function settleNumbers(tx: Tx, { tenantId, setId }: SetKey): Promise<number> {
  await sql`select from vector_sets where tenant_id = ${tenantId}::uuid and id = ${setId}::bigint for update`.execute(
    tx,
  );
  const { rows } = await sql<{ last: number }>`select coalesce(max(number), 0) as last from chunk_vectors
    where tenant_id = ${tenantId}::uuid and set_id = ${setId}::bigint`.execute(tx);
  return rows[0]!.last;
}

/** The row, and with it the right to a table. */
export async function insertGraph(
  tx: Tx,
  key: SetKey,
  graph: GraphShape & { number: number },
): Promise<void> {
  await sql`insert into vector_graphs (tenant_id, set_id, number, m, ef_construction, state)
    values (${key.tenantId}::uuid, ${key.setId}::bigint, ${graph.number}::integer, ${graph.m}::integer,
      ${graph.efConstruction}::integer, 'filling')`.execute(tx);
  await sql`select create_vector_graph(${key.setId}::bigint, ${graph.number}::integer)`.execute(tx);
}

/** Builds the graph of the rows that the table has by now. */
export async function indexGraph(tx: Tx, { setId }: SetKey, number: number): Promise<void> {
  // Minutes for a million rows; and below its memory the build is slow, above it fast.
  await sql`select set_config('statement_timeout', '0', true), set_config('maintenance_work_mem', '512MB', true)`.execute(
    tx,
  );
  await sql`select index_vector_graph(${setId}::bigint, ${number}::integer)`.execute(tx);
}

export interface FillOptions {
  number: number;
  /** What the graph has already: it must still be so. */
  from: number;
  /** Settled: see settleNumbers. */
  upTo: number;
  limit: number;
}

/** Takes the next rows in. @returns the number up to which it has them; undefined when somebody else was faster. */
export async function fillGraph(tx: Tx, key: SetKey, options: FillOptions): Promise<number | undefined> {
  const { number, from, upTo, limit } = options;
  const table = sql.table(`vector_graph_${key.setId}_${number}`);
  const { rows: held } = await sql`select from vector_graphs where tenant_id = ${key.tenantId}::uuid
    and set_id = ${key.setId}::bigint and number = ${number}::integer and sealed_number = ${from}::bigint
    for no key update`.execute(tx);
  if (held.length === 0) return undefined;
  const { rows } = await sql<{ last: number | null; count: number }>`with added as (
      insert into ${table} (tenant_id, document_id, chunk_id, number, embedding)
      select tenant_id, document_id, chunk_id, number, embedding from chunk_vectors
      where tenant_id = ${key.tenantId}::uuid and set_id = ${key.setId}::bigint
        and number > ${from}::bigint and number <= ${upTo}::bigint
      order by number limit ${limit} returning number)
    select max(number) as last, count(*) as count from added`.execute(tx);
  const { last, count } = rows[0]!;
  const sealed = count < limit ? upTo : last!;
  await sql`update vector_graphs set sealed_number = ${sealed}::bigint, row_count = row_count + ${count}::bigint
    where tenant_id = ${key.tenantId}::uuid and set_id = ${key.setId}::bigint
      and number = ${number}::integer`.execute(tx);
  return sealed;
}

/** From the commit on searches use it, and no other. */
export async function publishGraph(tx: Tx, { tenantId, setId }: SetKey, number: number): Promise<void> {
  await tx
    .updateTable('vector_graphs')
    .set({ state: 'ready' })
    .where('tenant_id', '=', tenantId)
    .where('set_id', '=', setId)
    .where('number', '=', number)
    .execute();
}

/** Their tables go with them: a search that is reading one is waited for. */
export async function deleteGraphs(tx: Tx, { tenantId, setId }: SetKey, numbers: number[]): Promise<void> {
  if (numbers.length === 0) return;
  await tx
    .deleteFrom('vector_graphs')
    .where('tenant_id', '=', tenantId)
    .where('set_id', '=', setId)
    .where('number', 'in', numbers)
    .execute();
}
