import { tokenize } from '#knowledge/index/tokenize.ts';
import type { Database } from '#kernel/db/database.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { ConversationRow, Owner } from '../queries.ts';
import { cutSnippet } from './cut-snippet.ts';
import { indexHistory } from './index-history.ts';
import { findConversationsByTerms, findConversationsByTitle, findMatchedMessages } from './queries.ts';
import type { MatchedMessage, TermQuery } from './queries.ts';

export type FoundConversation = ConversationRow & {
  match: { message_id: string; role: 'user' | 'assistant'; text: string } | null;
};

/**
 * One page of the user's conversations whose title and messages have every word of `q`, the last one as far as it is
 * typed; newest first, plus the row that tells whether another follows. What was written a moment ago is found.
 */
export async function searchHistory(
  db: Database,
  options: Owner & AgePage & { q: string },
): Promise<FoundConversation[]> {
  const { tenantId, userId, q } = options;
  const query = readQuery(q);
  if (query === undefined) return searchTitles(db, options);
  await indexHistory(db, { tenantId, userId });
  return withTransaction(db, { tenantId }, async tx => {
    const rows = await findConversationsByTerms(tx, { ...options, query });
    const conversationIds = rows.map(row => row.id);
    const matched = await findMatchedMessages(tx, { tenantId, userId, query, conversationIds });
    const byConversation = new Map(matched.map(each => [each.conversation_id, each]));
    return rows.map(row => ({ ...row, match: presentMatch(byConversation.get(row.id), q) }));
  });
}

async function searchTitles(
  db: Database,
  options: Owner & AgePage & { q: string },
): Promise<FoundConversation[]> {
  const { tenantId } = options;
  const rows = await withTransaction(db, { tenantId }, tx => findConversationsByTitle(tx, options));
  return rows.map(row => ({ ...row, match: null }));
}

/** Undefined: nothing but words like "the". */
function readQuery(q: string): TermQuery | undefined {
  const terms = [...new Set(tokenize(q))];
  const beginning = terms.pop();
  return beginning === undefined ? undefined : { whole: terms, beginning };
}

const presentMatch = (message: MatchedMessage | undefined, q: string): FoundConversation['match'] =>
  message === undefined
    ? null
    : { message_id: message.id, role: message.role, text: cutSnippet(message.text, q) };
