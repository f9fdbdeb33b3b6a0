import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findMessageById } from './queries.ts';
import type { MessageRow, Owner } from './queries.ts';

/** @throws NotFound, for a message of a colleague's conversation too. */
export async function getMessage(db: Database, options: Owner & { id: string }): Promise<MessageRow> {
  const { tenantId } = options;
  const row = await withTransaction(db, { tenantId }, tx => findMessageById(tx, options));
  if (row === undefined) throw new NotFound('message');
  return row;
}
