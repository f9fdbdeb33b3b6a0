import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { retrievalSettings, usualWeights } from '#knowledge/index/retrieval-settings.ts';
import type { RetrievalSettings } from '#knowledge/index/retrieval-settings.ts';
import type { SearchScope } from './search-scope.ts';
import { spokenTurns } from './spoken-turns.ts';
import type { SpokenTurn } from './spoken-turns.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';

export interface FoundScope {
  /** Of those asked for, the ones that exist. */
  library_ids: string[];
  documents: { id: string; library_id: string }[];
}

/** Null asks for all libraries, or for no document by name. */
export interface AskedScope {
  libraryIds: string[] | null;
  documentIds: string[] | null;
}

export const scopeQuery = (tenantId: string, asked: AskedScope) => sql<FoundScope>`select
    array(select l.id from libraries l where l.tenant_id = ${tenantId}::uuid
      and (${asked.libraryIds}::uuid[] is null or l.id = any(${asked.libraryIds}::uuid[]))) as library_ids,
    coalesce((select jsonb_agg(jsonb_build_object('id', d.id, 'library_id', d.library_id)) from documents d
      where d.tenant_id = ${tenantId}::uuid and d.id = any(${asked.documentIds}::uuid[])), '[]') as documents`;

export async function findScope(tx: Tx, tenantId: string, asked: AskedScope): Promise<FoundScope> {
  return (await scopeQuery(tenantId, asked).execute(tx)).rows[0]!;
}

export type DocumentScope = Pick<SearchScope, 'tenantId' | 'documentIds'> & { libraryIds?: string[] };

/** Documents `d` that readers see. */
export const inScope = (scope: DocumentScope) =>
  sql<boolean>`d.tenant_id = ${scope.tenantId}::uuid and d.generation > 0
    ${scope.libraryIds ? sql`and d.library_id = any(${scope.libraryIds}::uuid[])` : sql``} ${scope.documentIds ? sql`and d.id = any(${scope.documentIds}::uuid[])` : sql``}`;

export interface TargetRow {
  library_id: string;
  documents: number;
  chunks: number;
  retrieval: unknown;
  set_id: number | null;
  model: string;
  dimensions: number;
  graph: number | null;
  sealed_number: number;
}

/**
 * The libraries (undefined: all) that hold documents which readers see, how large their part in scope is, and their
 * active vectors.
 */
export async function listTargets(tx: Tx, scope: DocumentScope): Promise<LibraryTarget[]> {
  return (await targetsQuery(scope).execute(tx)).rows.map(asTarget);
}

export const targetsQuery = (
  scope: DocumentScope,
) => sql<TargetRow>`select d.library_id, d.documents, d.chunks, l.retrieval,
      s.id as set_id, s.model, s.dimensions, g.number as graph, g.sealed_number
    from (select d.library_id, count(*) as documents, sum(d.chunk_count)::bigint as chunks
      from documents d where ${inScope(scope)} group by d.library_id) d
    cross join lateral (select retrieval from libraries
      where tenant_id = ${scope.tenantId}::uuid and id = d.library_id limit 1) l
    left join lateral (select id, model, dimensions from vector_sets
      where tenant_id = ${scope.tenantId}::uuid and library_id = d.library_id and state = 'active' limit 1) s on true
    left join lateral (select number, sealed_number from vector_graphs
      where tenant_id = ${scope.tenantId}::uuid and set_id = s.id and state = 'ready'
      order by number desc limit 1) g on true`;

/** The same without counting documents: libraries that have vectors. */
export const indexesQuery = ({ tenantId, libraryIds }: DocumentScope) => sql<
  Omit<TargetRow, 'documents' | 'chunks'>
>`select s.library_id, l.retrieval, s.id as set_id, s.model, s.dimensions, g.number as graph, g.sealed_number
    from vector_sets s
    cross join lateral (select retrieval from libraries
      where tenant_id = ${tenantId}::uuid and id = s.library_id limit 1) l
    left join lateral (select number, sealed_number from vector_graphs
      where tenant_id = ${tenantId}::uuid and set_id = s.id and state = 'ready'
      order by number desc limit 1) g on true
    where s.tenant_id = ${tenantId}::uuid and s.state = 'active'
      ${libraryIds ? sql`and s.library_id = any(${libraryIds}::uuid[])` : sql``}`;

export function asTarget(row: TargetRow): LibraryTarget {
  const graph = row.graph === null ? undefined : { number: row.graph, sealedNumber: row.sealed_number };
  return {
    libraryId: row.library_id,
    documents: row.documents,
    chunks: row.chunks,
    settings: settingsOf(row),
    set:
      row.set_id === null
        ? undefined
        : { id: row.set_id, model: row.model, dimensions: row.dimensions, graph },
  };
}

function settingsOf({ retrieval, set_id: setId, model }: TargetRow): RetrievalSettings {
  const settings = retrievalSettings.parse(retrieval);
  const isSet = (retrieval as { weights?: unknown }).weights !== undefined;
  return isSet ? settings : { ...settings, weights: usualWeights(setId === null ? undefined : model) };
}

export function loadTexts(
  tx: Tx,
  tenantId: string,
  ids: string[],
): Promise<{ id: string; text: string; headings: string[] }[]> {
  return tx
    .selectFrom('chunks')
    .select(['id', 'text', 'headings'])
    .where('tenant_id', '=', tenantId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
}

export interface HitRow {
  chunk_id: string;
  document_id: string;
  document_title: string;
  library_id: string;
  file_name: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  headings: string[];
  text: string;
  spans: [number, number, number][];
  metadata: Record<string, unknown>;
  /** Null where nobody speaks. */
  turns: SpokenTurn[] | null;
}

/** Of the chunks, those that readers still see. */
export async function loadChunks(tx: Tx, tenantId: string, ids: string[]): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`select c.id as chunk_id, c.document_id, d.title as document_title,
      c.library_id, d.file_name, d.paged, c.page_start, c.page_end, c.headings, c.text, c.spans,
      c.metadata, ${spokenTurns(tenantId)}
    from chunks c
    -- The limit keeps this a look-up for each chunk, whatever the planner believes.
    cross join lateral (select id, title, file_name, format, paged, generation from documents
      where tenant_id = ${tenantId}::uuid and id = c.document_id limit 1) d
    where d.generation = c.generation and c.tenant_id = ${tenantId}::uuid and c.id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}
