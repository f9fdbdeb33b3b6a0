import { sql } from 'kysely';
import type { ExpressionBuilder, Kysely, RawBuilder, Selectable } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { RetrievalSettings } from '#knowledge/index/retrieval-settings.ts';
import type { LibrariesTable, Tables } from '#kernel/db/tables.gen.ts';

export type LibraryRow = Selectable<LibrariesTable> & { document_count: number };

export interface NewLibrary {
  tenantId: string;
  id: string;
  name: string;
  metadata: Record<string, unknown>;
  retrieval: Partial<RetrievalSettings>;
}

export interface LibraryChanges {
  name?: string;
  metadata?: Record<string, unknown>;
  /** What is left out stays as it is. */
  retrieval?: Partial<RetrievalSettings>;
}

/** Undefined when the name is taken. */
export function insertLibrary(tx: Tx, library: NewLibrary): Promise<LibraryRow | undefined> {
  return tx
    .insertInto('libraries')
    .values({
      tenant_id: library.tenantId,
      id: library.id,
      name: library.name,
      metadata: JSON.stringify(library.metadata),
      retrieval: JSON.stringify(library.retrieval),
    })
    .onConflict(conflict => conflict.columns(['tenant_id', 'name']).doNothing())
    .returningAll()
    .returning(countDocuments)
    .executeTakeFirst();
}

export function listLibraryRows(tx: Tx, page: AgePage): Promise<LibraryRow[]> {
  return tx
    .selectFrom('libraries')
    .selectAll()
    .select(countDocuments)
    .$call(newestFirst('libraries', page))
    .execute();
}

export type LibraryNameRow = Pick<Selectable<LibrariesTable>, 'id' | 'name' | 'created_at'>;

export function listLibraryNameRows(tx: Tx): Promise<LibraryNameRow[]> {
  return tx.selectFrom('libraries').select(['id', 'name', 'created_at']).execute();
}

export async function findLibraryById(tx: Tx, id: string): Promise<LibraryRow | undefined> {
  return (await selectLibrary(tx, id).execute(tx)).rows[0];
}

export function selectLibrary(db: Kysely<Tables>, id: string): RawBuilder<LibraryRow> {
  return sql`${db.selectFrom('libraries').selectAll().select(countDocuments).where('id', '=', id)}`;
}

/** No row when there is no such library in that version. A taken name raises unique_violation. */
export function updateLibraryRow(
  db: Kysely<Tables>,
  options: { id: string; version?: number; changes: LibraryChanges },
): RawBuilder<LibraryRow> {
  const { id, version, changes } = options;
  const update = db
    .updateTable('libraries')
    .set({
      name: changes.name,
      metadata: changes.metadata && JSON.stringify(changes.metadata),
      retrieval: changes.retrieval && sql`retrieval || ${JSON.stringify(changes.retrieval)}::jsonb`,
      version: sql`version + 1`,
      updated_at: sql`now()`,
    })
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .returningAll()
    .returning(countDocuments);
  return sql`${update}`;
}

/** False when there is no such library in that version. Until the transaction ends nobody adds a document to it. */
export async function lockLibrary(tx: Tx, options: { id: string; version?: number }): Promise<boolean> {
  const { id, version } = options;
  const locked = await tx
    .selectFrom('libraries')
    .select('id')
    .where('id', '=', id)
    .$if(version !== undefined, query => query.where('version', '=', version!))
    .forUpdate()
    .executeTakeFirst();
  return locked !== undefined;
}

/** Documents, pages and chunks go with it. */
export async function deleteLibraryRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('libraries').where('id', '=', id).execute();
}

const countDocuments = (eb: ExpressionBuilder<Tables, 'libraries'>) =>
  eb
    .selectFrom('documents')
    .whereRef('documents.tenant_id', '=', 'libraries.tenant_id')
    .whereRef('documents.library_id', '=', 'libraries.id')
    .select(count => count.fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
    .as('document_count');
