import { createHash } from 'node:crypto';
import type pg from 'pg';
import { ENTRY_BYTES } from '#knowledge/index/postings.ts';

/** Everything that an ingestion wrote of one document, without ids and times: two of the same file must be equal. */
export interface DocumentSnapshot {
  parts: Record<string, string>;
  /** Rows that belong to no generation a reader sees. */
  strayRows: number;
}

interface SegmentRow {
  id: string;
  chunk_ids: string[];
  token_count: number;
}

/** `pool` must see past row-level security. */
export async function snapshotDocument(pool: pg.Pool, documentId: string): Promise<DocumentSnapshot> {
  const rows = async (sql: string): Promise<unknown[]> => (await pool.query(sql, [documentId])).rows;
  const generation = `(select generation from documents where id = $1)`;
  const facts = await rows(
    `select status, format, paged, page_count, chunk_count, token_count, warnings, failure, pages_done, segments_done
     from documents where id = $1`,
  );
  const pages = await rows(
    `select number, text, width, height, blocks, words, warnings from document_pages
     where document_id = $1 and generation = ${generation} order by number`,
  );
  const chunks = await rows(
    `select ordinal, text, headings, spans, page_start, page_end, metadata from chunks
     where document_id = $1 and generation = ${generation} order by ordinal`,
  );
  const vectors = await rows(
    `select c.ordinal, v.model, v.embedding::text from chunk_vectors v join chunks c on c.id = v.chunk_id
     where v.document_id = $1 and v.generation = ${generation} order by 1, 2`,
  );
  const postings = await readPostings(pool, documentId);
  const parts = { facts, pages, chunks, vectors, postings };
  return {
    parts: Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, digest(value)])),
    strayRows: await countStrayRows(pool, documentId),
  };
}

async function readPostings(pool: pg.Pool, documentId: string): Promise<string[]> {
  const { rows: segments } = await pool.query<SegmentRow>(
    'select id, chunk_ids, token_count from chunk_segments where document_id = $1',
    [documentId],
  );
  const ordinals = new Map(
    (await pool.query('select id, ordinal from chunks where document_id = $1', [documentId])).rows.map(
      row => [row.id as string, row.ordinal as number],
    ),
  );
  const found: string[] = [];
  for (const { id, chunk_ids: chunkIds } of segments) {
    const { rows } = await pool.query<{ term: string; entries: Buffer }>(
      'select term, entries from chunk_postings where segment_id = $1',
      [id],
    );
    for (const { term, entries } of rows)
      for (let at = 0; at < entries.length; at += ENTRY_BYTES) {
        const ordinal = ordinals.get(chunkIds[entries[at]!]!);
        found.push(`${term} ${ordinal} ${entries.toString('hex', at + 1, at + ENTRY_BYTES)}`);
      }
  }
  return found.toSorted();
}

async function countStrayRows(pool: pg.Pool, documentId: string): Promise<number> {
  let stray = 0;
  for (const table of ['document_pages', 'chunks', 'chunk_segments', 'chunk_vectors']) {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from ${table} where document_id = $1
       and generation <> (select generation from documents where id = $1)`,
      [documentId],
    );
    stray += rows[0]!.count;
  }
  return stray;
}

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
