import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import {
  addCount,
  countRows,
  deleteJobs,
  deleteTenantRow,
  eraseRows,
  finishDeletion,
  listTenantTables,
} from './queries.ts';
import type { TenantTable } from './queries.ts';

export interface Erasure {
  /** Of the deletion, whose receipt counts. */
  id: string;
  tenantId: string;
  signal: AbortSignal;
}

const BATCH = 2_000;

/** Table by table, children first, a batch in each transaction: no lock is held for long, and a crash repeats little. */
export async function eraseTables(db: Database, erasure: Erasure): Promise<void> {
  await erasing(db, erasure, async tx =>
    addCount(tx, { id: erasure.id, kind: 'jobs', count: await deleteJobs(tx, erasure.tenantId) }),
  );
  const tables = await erasing(db, erasure, listTenantTables);
  for (const table of childrenFirst(tables)) while ((await eraseBatch(db, erasure, table)) === BATCH);
}

async function eraseBatch(db: Database, { id, tenantId, signal }: Erasure, table: TenantTable) {
  signal.throwIfAborted();
  return erasing(db, { tenantId }, async tx => {
    const count = await eraseRows(tx, table, { tenantId, limit: BATCH });
    await addCount(tx, { id, kind: table.name, count });
    return count;
  });
}

/** The workspace itself, and with it what may only go with it, such as its audit log and its trash. */
export async function eraseTenant(db: Database, erasure: Erasure): Promise<void> {
  const { id, tenantId } = erasure;
  await erasing(db, erasure, async tx => {
    for (const { name } of await listTenantTables(tx))
      await addCount(tx, { id, kind: name, count: await countRows(tx, name, tenantId) });
    await deleteTenantRow(tx, tenantId);
  });
  // What somebody wrote meanwhile into a table that no key ties to the workspace.
  await eraseTables(db, erasure);
  await erasing(db, erasure, tx => finishDeletion(tx, id));
}

function erasing<T>(
  db: Database,
  { tenantId }: { tenantId: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const settings = { 'app.erasing': 'on', 'app.maintenance': 'on', 'app.deleted': 'on' };
  return withTransaction(db, { tenantId, settings }, work);
}

/** Deleting a parent would take its children along uncounted. Of tables that refer to each other any may be first. */
function childrenFirst(tables: readonly TenantTable[]): TenantTable[] {
  const byName = new Map(tables.map(table => [table.name, table]));
  const ordered = new Set<TenantTable>();
  const visited = new Set<string>();
  const visit = (name: string): void => {
    const table = byName.get(name);
    if (table === undefined || visited.has(name)) return;
    visited.add(name);
    for (const child of table.children) visit(child);
    ordered.add(table);
  };
  for (const { name } of tables) visit(name);
  return [...ordered];
}
