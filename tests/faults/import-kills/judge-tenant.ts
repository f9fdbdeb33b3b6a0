import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';

export interface Verdict {
  lost: number;
  doubled: number;
  breaches: string[];
}

interface Counted {
  rows: number;
  distinct_ids: number;
  scored: number;
  accepted: number;
  rejected: number;
  duplicate: number;
  kept_rejects: number;
  scorings: number;
  scored_by_jobs: number;
  bills: number;
  held: number;
}

/** What became of one import of `good` and `bad` items, once it and its scoring are done. */
export async function judgeTenant(
  db: Database,
  { tenantId, good, bad }: { tenantId: string; good: number; bad: number },
): Promise<Verdict> {
  const seen = await withTransaction(db, { tenantId }, async tx => {
    const { rows } = await sql<Counted>`
      select count(*) as rows, count(distinct external_id) as distinct_ids, count(sentiment_engine) as scored,
        (select sum(accepted)::bigint from transcript_imports) as accepted,
        (select sum(rejected)::bigint from transcript_imports) as rejected,
        (select sum(duplicate)::bigint from transcript_imports) as duplicate,
        (select count(*) from transcript_rejects) as kept_rejects,
        (select count(*) from transcript_scorings) as scorings,
        (select sum(scored)::bigint from transcript_scorings) as scored_by_jobs,
        (select count(*) from usage_records where kind = 'sentiment') as bills,
        (select count(*) from usage_holds where state = 'held') as held
      from transcripts`.execute(tx);
    return rows[0]!;
  });
  const expected = {
    accepted: good,
    rejected: bad,
    duplicate: 0,
    kept_rejects: bad,
    scorings: 1,
    scored: good,
    scored_by_jobs: good,
    bills: 1,
    held: 0,
  };
  const breaches = Object.entries(expected).flatMap(([name, value]) => {
    const found = seen[name as keyof Counted];
    return found === value ? [] : [`${name}: ${found} instead of ${value}`];
  });
  return { lost: Math.max(0, good - seen.distinct_ids), doubled: seen.rows - seen.distinct_ids, breaches };
}
