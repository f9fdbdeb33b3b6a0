import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { deleteReport, hasCitation, isOwnAnswer, upsertReport } from './queries.ts';
import type { AnswerKey } from './queries.ts';

type CitationKey = AnswerKey & { index: number };

/** Keeps that a citation does not bear out what it is cited for. @throws NotFound */
export function reportCitation(
  db: Database,
  options: CitationKey & { comment: string | null },
): Promise<void> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await assertOwn(tx, options);
    await upsertReport(tx, options);
  });
}

/** Takes the report back; without one nothing happens. @throws NotFound */
export function unreportCitation(db: Database, options: CitationKey): Promise<void> {
  return withTransaction(db, { tenantId: options.tenantId }, async tx => {
    await assertOwn(tx, options);
    await deleteReport(tx, options);
  });
}

async function assertOwn(tx: Tx, key: CitationKey): Promise<void> {
  if (!(await isOwnAnswer(tx, key)) || !(await hasCitation(tx, key))) throw new NotFound('citation');
}
