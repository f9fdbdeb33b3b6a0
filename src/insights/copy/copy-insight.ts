import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { StateConflict } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import { getInsight } from '../read-insight.ts';
import { copyRows } from './queries.ts';

/** Makes a second insight with the same content, which costs nothing; returns its id. @throws NotFound, StateConflict */
export function copyInsight(
  db: Database,
  options: { tenantId: string; userId: string; id: string; onCommit?: (tx: Tx, id: string) => Promise<void> },
): Promise<string> {
  return withTransaction(db, options, async tx => {
    const row = await getInsight(tx, options.id);
    if (row.status !== 'ready')
      throw new StateConflict('Only an insight that is ready can be copied.', 'Wait until it is ready.');
    const newId = createId();
    await copyRows(tx, { ...options, newId });
    await options.onCommit?.(tx, newId);
    return newId;
  });
}
