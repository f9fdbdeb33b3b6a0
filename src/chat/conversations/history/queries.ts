import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import { conversationColumns } from '../queries.ts';
import type { ConversationRow, Owner } from '../queries.ts';

/** Whose history; without `userId` everybody's of the tenant. */
export interface HistoryScope {
  tenantId: string;
  userId?: string;
}

/** One at a time for a tenant: two that index the same would wait for each other's rows in any order. */
export async function lockHistory(tx: Tx, tenantId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('history ' || ${tenantId}::text, 0))`.execute(tx);
}

const ofUser = (userId: string | undefined) =>
  userId === undefined ? sql`true` : sql`c.user_id = ${userId}::uuid`;

export interface UnindexedTitle {
  id: string;
  user_id: string;
  title: string;
  version: number;
}

export async function listUnindexedTitles(
  tx: Tx,
  { tenantId, userId, limit }: HistoryScope & { limit: number },
): Promise<UnindexedTitle[]> {
  const { rows } = await sql<UnindexedTitle>`select id, user_id, title, version from conversations c
    where tenant_id = ${tenantId} and ${ofUser(userId)} and indexed_version is distinct from version
    limit ${limit}`.execute(tx);
  return rows;
}

/** What an old title said must not be found any more, so the conversation is indexed anew. */
export async function forgetTerms(
  tx: Tx,
  { tenantId, conversationIds }: { tenantId: string; conversationIds: string[] },
): Promise<void> {
  await sql`delete from history_terms
    where tenant_id = ${tenantId} and conversation_id = any(${conversationIds}::uuid[])`.execute(tx);
  await sql`update messages set indexed_length = null where tenant_id = ${tenantId}
    and conversation_id = any(${conversationIds}::uuid[]) and indexed_length is not null`.execute(tx);
}

export async function markTitlesIndexed(
  tx: Tx,
  { tenantId, titles }: { tenantId: string; titles: UnindexedTitle[] },
): Promise<void> {
  await sql`update conversations c set indexed_version = t.version
    from json_to_recordset(${JSON.stringify(titles)}::json) as t (id uuid, version integer)
    where c.tenant_id = ${tenantId} and c.id = t.id`.execute(tx);
}

export interface UnindexedMessage {
  id: string;
  conversation_id: string;
  user_id: string;
  text: string;
  length: number;
}

export async function listUnindexedMessages(
  tx: Tx,
  { tenantId, userId, limit }: HistoryScope & { limit: number },
): Promise<UnindexedMessage[]> {
  const { rows } = await sql<UnindexedMessage>`
    select m.id, m.conversation_id, c.user_id, m.text, length(m.text) as length
    from messages m join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
    where m.tenant_id = ${tenantId} and ${ofUser(userId)}
      and m.status <> 'streaming' and m.indexed_length is distinct from length(m.text)
    order by m.created_at, m.id limit ${limit}`.execute(tx);
  return rows;
}

export async function markMessagesIndexed(
  tx: Tx,
  { tenantId, messages }: { tenantId: string; messages: Pick<UnindexedMessage, 'id' | 'length'>[] },
): Promise<void> {
  const marks = messages.map(({ id, length }) => ({ id, length }));
  await sql`update messages m set indexed_length = t.length
    from json_to_recordset(${JSON.stringify(marks)}::json) as t (id uuid, length integer)
    where m.tenant_id = ${tenantId} and m.id = t.id`.execute(tx);
}

export interface HistoryTerm {
  user_id: string;
  term: string;
  conversation_id: string;
  message_id: string | null;
}

/** The first place that had a term stays. */
export async function insertTerms(
  tx: Tx,
  { tenantId, terms }: { tenantId: string; terms: HistoryTerm[] },
): Promise<void> {
  await sql`insert into history_terms (tenant_id, user_id, term, conversation_id, message_id)
    select ${tenantId}::uuid, t.user_id, t.term, t.conversation_id, t.message_id
    from json_to_recordset(${JSON.stringify(terms)}::json)
      as t (user_id uuid, term text, conversation_id uuid, message_id uuid)
    on conflict do nothing`.execute(tx);
}

/** What a conversation must have: these words, and one that begins like this. */
export interface TermQuery {
  whole: string[];
  beginning: string;
}

/** The user's conversations that have all of it, newest first, one more than `limit`. */
export function findConversationsByTerms(
  tx: Tx,
  { tenantId, userId, query, ...page }: Owner & AgePage & { query: TermQuery },
): Promise<ConversationRow[]> {
  const terms = sql`from history_terms where tenant_id = ${tenantId} and user_id = ${userId}`;
  const { whole, beginning } = query;
  // As arrays: each is looked up once and first, whatever the planner thinks of tables without statistics.
  return tx
    .selectFrom('conversations')
    .select(conversationColumns)
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .where(sql<boolean>`id = any(array(select conversation_id ${terms} and ${beginsWith(beginning)}))`)
    .$if(whole.length > 0, builder =>
      builder.where(
        sql<boolean>`id = any(array(select conversation_id ${terms} and term = any(${whole})
          group by conversation_id having count(*) = ${whole.length}))`,
      ),
    )
    .$call(newestFirst('conversations', page))
    .execute();
}

/** For words that no index has, such as "what is it": the user's conversations with just this in their titles. */
export function findConversationsByTitle(
  tx: Tx,
  { tenantId, userId, q, ...page }: Owner & AgePage & { q: string },
): Promise<ConversationRow[]> {
  return tx
    .selectFrom('conversations')
    .select(conversationColumns)
    .where('tenant_id', '=', tenantId)
    .where('user_id', '=', userId)
    .where(sql<boolean>`position(lower(${q}) in lower(title)) > 0`)
    .$call(newestFirst('conversations', page))
    .execute();
}

/** Both comparisons are leakproof, unlike LIKE: under row-level security only these may use the index. */
const beginsWith = (beginning: string) => sql`term >= ${beginning} and term < ${`${beginning}\u{10ffff}`}`;

export interface MatchedMessage {
  id: string;
  conversation_id: string;
  role: 'user' | 'assistant';
  text: string;
}

/** Of each conversation the message that has most of what was looked for. */
export async function findMatchedMessages(
  tx: Tx,
  { tenantId, userId, query, conversationIds }: Owner & { query: TermQuery; conversationIds: string[] },
): Promise<MatchedMessage[]> {
  const { whole, beginning } = query;
  const { rows } = await sql<MatchedMessage>`
    select m.id, m.conversation_id, m.role, m.text from (
      select distinct on (conversation_id) message_id from history_terms
      where tenant_id = ${tenantId} and user_id = ${userId} and message_id is not null
        and conversation_id = any(${conversationIds}::uuid[])
        and (term = any(${whole}) or (${beginsWith(beginning)}))
      group by conversation_id, message_id
      order by conversation_id, count(*) desc, message_id
    ) best join messages m on m.tenant_id = ${tenantId} and m.id = best.message_id`.execute(tx);
  return rows;
}
