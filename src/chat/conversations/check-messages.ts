import type { Database } from '#kernel/db/database.ts';
import type { Citation } from '../answer/answer-part.ts';
import { checkCitations } from '../citations/check-citations.ts';
import type { CheckedCitation } from '../citations/check-citations.ts';
import type { MessageRow } from './queries.ts';

/** A citation as it holds today, with what its reader reported of it. */
export type ReadCitation = CheckedCitation & { reported: { comment: string | null } | null };

export type CheckedMessage = Omit<MessageRow, 'citations'> & { citations: ReadCitation[] };

/** The same messages, each citation as it holds today. */
export async function checkMessages(
  db: Database,
  tenantId: string,
  rows: MessageRow[],
): Promise<CheckedMessage[]> {
  const citations = rows.flatMap(row => row.citations as Citation[]);
  if (citations.length === 0) return rows.map(row => ({ ...row, citations: [] }));
  const checked = await checkCitations(db, { tenantId, citations });
  let next = 0;
  return rows.map(row => {
    const from = next;
    next += row.citations.length;
    return { ...row, citations: checked.slice(from, next) as ReadCitation[] };
  });
}
