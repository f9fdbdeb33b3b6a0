import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { loadDefinition } from '../definitions/load-definition.ts';
import { resetProgress } from './queries.ts';

/** Forgets a group's tiles and computes them again from the beginning of the log. @throws NotFound */
export function restartGroup(
  db: Database,
  { tenantId, ...key }: { tenantId: string; name: string; version?: number },
): Promise<{ name: string; version: number }> {
  return withTransaction(db, { tenantId }, async tx => {
    const { name, version } = await loadDefinition(tx, key);
    await resetProgress(tx, { name, version });
    return { name, version };
  });
}
