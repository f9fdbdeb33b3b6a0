import { withTransaction } from '#kernel/db/with-transaction.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { TOKENS } from './script.ts';
import type { StreamStage } from './stream-stage.ts';

export interface BillsVerdict {
  /** Runs without a record. */
  lost: number;
  /** Records beyond one for each run. */
  doubled: number;
  records: number;
}

/** One record for each run that was ever begun, none of them open, and sums that agree. */
export async function judgeBills(stage: StreamStage): Promise<BillsVerdict> {
  const { db, tenantId, runIds, breaches } = stage;
  const { records, open, unended } = await withTransaction(db, { tenantId }, async tx => ({
    records: await tx.selectFrom('usage_records').select(['subject', 'source', 'tokens_out']).execute(),
    open: await tx.selectFrom('usage_holds').select('id').where('state', '=', 'held').execute(),
    unended: await tx.selectFrom('runs').select('id').where('state', '=', 'streaming').execute(),
  }));
  for (const each of await checkBooks(db, tenantId))
    breaches.push(`the books do not agree: ${JSON.stringify(each)}`);
  if (open.length > 0) breaches.push(`${open.length} holds are open`);
  if (unended.length > 0) breaches.push(`${unended.length} runs are still being written`);
  const billed = new Map<string, number>();
  for (const { subject, source, tokens_out: tokensOut } of records) {
    billed.set(subject!, (billed.get(subject!) ?? 0) + 1);
    if (source === 'provider' && tokensOut > TOKENS.length)
      breaches.push(`run ${subject} was billed for ${tokensOut} tokens, of ${TOKENS.length}`);
  }
  const lost = [...runIds].filter(id => !billed.has(id)).length;
  return { lost, doubled: records.length - billed.size, records: records.length };
}
