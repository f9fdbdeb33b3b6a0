import type { Tx } from '#kernel/db/database.ts';
import { StateConflict } from '#kernel/errors/common-errors.ts';
import { lockOwners } from './queries.ts';

/** Call before somebody stops being an owner. @throws StateConflict for the last one. */
export async function keepAnOwner(tx: Tx, userId: string): Promise<void> {
  const owners = await lockOwners(tx);
  if (owners.length !== 1 || owners[0] !== userId) return;
  throw new StateConflict(
    'A workspace needs an owner, and this is its last.',
    'Make another member an owner first, or delete the workspace.',
  );
}
