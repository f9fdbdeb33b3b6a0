import { createHash } from 'node:crypto';
import pg from 'pg';
import type { TableShape } from './describe-tables.ts';

const FETCH = 200;

/** A table's name as SQL writes it. */
export const quoteTable = ({ schema, name }: Pick<TableShape, 'schema' | 'name'>): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;

/**
 * Each row as one line: a JSON object whose values are PostgreSQL's own text of each column, in the order of the key.
 * Needs an open transaction; memory does not grow with the table.
 */
export async function* readRows(
  client: pg.ClientBase,
  table: TableShape,
  options: { vectors: boolean } = { vectors: true },
): AsyncGenerator<string> {
  const columns = table.columns.filter(column => options.vectors || !column.isVector);
  const names = columns.map(column => pg.escapeLiteral(column.name)).join(', ');
  const values = columns.map(column => `t.${pg.escapeIdentifier(column.name)}::text`).join(', ');
  const row = `json_object(array[${names}]::text[], array[${values}]::text[])::text`;
  await client.query(
    `declare backup_rows no scroll cursor for select ${row} as line from ${quoteTable(table)} t order by ${orderOf(table)}`,
  );
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`fetch ${FETCH} from backup_rows`);
    for (const { line } of rows) yield line;
    if (rows.length < FETCH) break;
  }
  await client.query('close backup_rows');
}

/** Texts by their bytes: how letters are ordered differs between machines. */
function orderOf({ key, columns }: TableShape): string {
  if (key.length === 0) return '1';
  return key
    .map(name => {
      const isText = columns.find(column => column.name === name)?.isText;
      return `t.${pg.escapeIdentifier(name)}${isText ? ' collate "C"' : ''}`;
    })
    .join(', ');
}

/** How many rows there were, and what they were. */
export class RowHash {
  readonly #hash = createHash('sha256');
  rows = 0;

  add(line: string): void {
    this.#hash.update(line).update('\n');
    this.rows++;
  }

  /** Ends the hash: nothing can be added afterwards. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}

export async function hashRows(rows: AsyncIterable<string>): Promise<{ rows: number; sha256: string }> {
  const hash = new RowHash();
  for await (const line of rows) hash.add(line);
  return { rows: hash.rows, sha256: hash.digest() };
}
