import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { groupSentiment } from './queries.ts';
import type { Grouping, SentimentGroup, TimelineFilters } from './queries.ts';

const MAX_GROUPS = 1_000;

/** Sums of a span, by time or channel. @throws InvalidInput rather than leaving some of them out */
export async function sumSentiment(
  db: Database,
  { tenantId, ...asked }: TimelineFilters & { tenantId: string; by: Grouping },
): Promise<SentimentGroup[]> {
  const limit = MAX_GROUPS + 1;
  const groups = await withTransaction(db, { tenantId }, tx => groupSentiment(tx, { ...asked, limit }));
  if (groups.length <= MAX_GROUPS) return groups;
  throw new InvalidInput(`The span has more than ${MAX_GROUPS} groups by ${asked.by}.`, {
    nextStep: 'Ask for a shorter span, or by day.',
  });
}
