import { listTenantIds } from '#kernel/db/list-tenant-ids.ts';
import { tokenize } from '#knowledge/index/tokenize.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import {
  forgetTerms,
  insertTerms,
  listUnindexedMessages,
  listUnindexedTitles,
  lockHistory,
  markMessagesIndexed,
  markTitlesIndexed,
} from './queries.ts';
import type { HistoryScope, HistoryTerm } from './queries.ts';

const BATCH = 200;
/** Of one message; nobody looks for the end of a book that was pasted. */
const MAX_CHARACTERS = 100_000;

/** Makes what was written since findable; nothing to do costs two look-ups in indexes that are empty then. */
export async function indexHistory(db: Database, scope: HistoryScope): Promise<void> {
  while (await withTransaction(db, scope, tx => indexBatch(tx, scope)));
}

/** Maintenance: for everybody, so that a search finds little left to do. */
export async function indexHistories(db: Database): Promise<void> {
  for (const tenantId of await listTenantIds(db)) await indexHistory(db, { tenantId });
}

/** True when there may be more. */
async function indexBatch(tx: Tx, scope: HistoryScope): Promise<boolean> {
  const { tenantId } = scope;
  const page = { ...scope, limit: BATCH };
  if (!(await isBehind(tx, scope))) return false;
  await lockHistory(tx, tenantId);
  const titles = await listUnindexedTitles(tx, page);
  if (titles.length > 0) {
    await forgetTerms(tx, { tenantId, conversationIds: titles.map(each => each.id) });
    const terms = titles.flatMap(({ id, user_id, title }) =>
      termsOf(title, { user_id, conversation_id: id }),
    );
    await insertTerms(tx, { tenantId, terms });
    await markTitlesIndexed(tx, { tenantId, titles });
  }
  const messages = await listUnindexedMessages(tx, page);
  if (messages.length > 0) {
    const terms = messages.flatMap(({ id, text, user_id, conversation_id }) =>
      termsOf(text, { user_id, conversation_id, message_id: id }),
    );
    await insertTerms(tx, { tenantId, terms });
    await markMessagesIndexed(tx, { tenantId, messages });
  }
  return titles.length === BATCH || messages.length === BATCH;
}

async function isBehind(tx: Tx, scope: HistoryScope): Promise<boolean> {
  const first = { ...scope, limit: 1 };
  return (
    (await listUnindexedTitles(tx, first)).length > 0 || (await listUnindexedMessages(tx, first)).length > 0
  );
}

const termsOf = (
  text: string,
  place: { user_id: string; conversation_id: string; message_id?: string },
): HistoryTerm[] =>
  [...new Set(tokenize(text.slice(0, MAX_CHARACTERS)))].map(term => ({ message_id: null, ...place, term }));
