import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { checkMessages } from './check-messages.ts';
import type { CheckedMessage } from './check-messages.ts';
import { findMessageById } from './queries.ts';
import type { Owner } from './queries.ts';

/** @throws NotFound, for a message of a colleague's conversation too. */
export async function getMessage(db: Database, options: Owner & { id: string }): Promise<CheckedMessage> {
  const { tenantId } = options;
  const row = await withTransaction(db, { tenantId }, tx => findMessageById(tx, options));
  if (row === undefined) throw new NotFound('message');
  return (await checkMessages(db, tenantId, [row]))[0]!;
}
