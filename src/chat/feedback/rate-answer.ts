import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { deleteRating, isOwnAnswer, upsertRating } from './queries.ts';
import type { AnswerKey, Rating } from './queries.ts';

/** Keeps what the person who asked thinks of an answer, in place of what they thought before. @throws NotFound */
export function rateAnswer(db: Database, options: AnswerKey & Rating): Promise<void> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    if (!(await isOwnAnswer(tx, options))) throw new NotFound('answer');
    await upsertRating(tx, options);
  });
}

/** Takes the rating back; without one nothing happens. @throws NotFound */
export function unrateAnswer(db: Database, options: AnswerKey): Promise<void> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    if (!(await isOwnAnswer(tx, options))) throw new NotFound('answer');
    await deleteRating(tx, options);
  });
}
