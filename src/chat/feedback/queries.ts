import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { Owner } from '../conversations/queries.ts';

export interface AnswerKey extends Owner {
  messageId: string;
}

/** Whether the message is an answer in one of the user's conversations. */
export async function isOwnAnswer(tx: Tx, { tenantId, userId, messageId }: AnswerKey): Promise<boolean> {
  const found = await tx
    .selectFrom('messages')
    .innerJoin('conversations', join =>
      join
        .onRef('conversations.tenant_id', '=', 'messages.tenant_id')
        .onRef('conversations.id', '=', 'messages.conversation_id'),
    )
    .select('messages.id')
    .where('messages.tenant_id', '=', tenantId)
    .where('messages.id', '=', messageId)
    .where('messages.role', '=', 'assistant')
    .where('conversations.user_id', '=', userId)
    .executeTakeFirst();
  return found !== undefined;
}

export async function hasCitation(
  tx: Tx,
  { tenantId, messageId, index }: { tenantId: string; messageId: string; index: number },
): Promise<boolean> {
  const found = await tx
    .selectFrom('citations')
    .select('index')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .where('index', '=', index)
    .executeTakeFirst();
  return found !== undefined;
}

export interface Rating {
  rating: 'up' | 'down';
  comment: string | null;
}

export async function upsertRating(
  tx: Tx,
  { tenantId, messageId, rating, comment }: { tenantId: string; messageId: string } & Rating,
): Promise<void> {
  await tx
    .insertInto('answer_ratings')
    .values({ tenant_id: tenantId, message_id: messageId, rating, comment })
    .onConflict(conflict =>
      conflict.columns(['tenant_id', 'message_id']).doUpdateSet({ rating, comment, updated_at: sql`now()` }),
    )
    .execute();
}

export async function deleteRating(
  tx: Tx,
  { tenantId, messageId }: { tenantId: string; messageId: string },
): Promise<void> {
  await tx
    .deleteFrom('answer_ratings')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .execute();
}

export interface CitationKey {
  tenantId: string;
  messageId: string;
  index: number;
}

export async function upsertReport(
  tx: Tx,
  { tenantId, messageId, index, comment }: CitationKey & { comment: string | null },
): Promise<void> {
  await tx
    .insertInto('citation_reports')
    .values({ tenant_id: tenantId, message_id: messageId, index, comment })
    .onConflict(conflict =>
      conflict.columns(['tenant_id', 'message_id', 'index']).doUpdateSet({ comment, updated_at: sql`now()` }),
    )
    .execute();
}

export async function deleteReport(tx: Tx, { tenantId, messageId, index }: CitationKey): Promise<void> {
  await tx
    .deleteFrom('citation_reports')
    .where('tenant_id', '=', tenantId)
    .where('message_id', '=', messageId)
    .where('index', '=', index)
    .execute();
}

export interface JudgedAnswer {
  id: string;
  conversation_id: string;
  created_at: Date;
  question: string | null;
  answer: string;
  status: string;
  answered_by: string | null;
  model: string | null;
  scope: unknown;
  proof: unknown;
  rating: (Rating & { updated_at: string }) | null;
  /** Each with `reported`: null, or what its reader reported. */
  citations: unknown[];
  /** What the answer could rest on, as its run found it. */
  passages: unknown[];
}

/** Answers that somebody judged, newest first, one more than `limit`; of one user, or of the whole tenant. */
export function listJudgedAnswers(
  tx: Tx,
  { tenantId, userId, ...page }: { tenantId: string; userId?: string } & AgePage,
): Promise<JudgedAnswer[]> {
  const judged = sql<string>`select message_id from answer_ratings where tenant_id = ${tenantId}
    union select message_id from citation_reports where tenant_id = ${tenantId}`;
  return tx
    .selectFrom('messages')
    .innerJoin('conversations as c', join =>
      join.onRef('c.tenant_id', '=', 'messages.tenant_id').onRef('c.id', '=', 'messages.conversation_id'),
    )
    .select(['messages.id', 'messages.conversation_id', 'messages.created_at', 'messages.text as answer'])
    .select(['messages.status', 'messages.answered_by', 'messages.model', 'messages.scope', 'messages.proof'])
    .select([questionOf, ratingOf, citationsOf, passagesOf])
    .where('messages.tenant_id', '=', tenantId)
    .where(sql<boolean>`messages.id = any(array(${judged}))`)
    .$if(userId !== undefined, query => query.where('c.user_id', '=', userId!))
    .$call(newestFirst('messages', page))
    .execute() as Promise<JudgedAnswer[]>;
}

const questionOf = sql`(select q.text from messages q where q.tenant_id = messages.tenant_id
  and q.conversation_id = messages.conversation_id and q.role = 'user'
  and (q.created_at, q.id) < (messages.created_at, messages.id)
  order by q.created_at desc, q.id desc limit 1)`.as('question');

const ratingOf = sql`(select to_jsonb(r) - 'tenant_id' - 'message_id' from answer_ratings r
  where r.tenant_id = messages.tenant_id and r.message_id = messages.id)`.as('rating');

const citationsOf = sql`(select coalesce(jsonb_agg(to_jsonb(c) - 'tenant_id' - 'message_id' - 'boxes'
    || jsonb_build_object('reported', to_jsonb(r) - 'tenant_id' - 'message_id' - 'index') order by c.index), '[]')
  from citations c left join citation_reports r
    on r.tenant_id = c.tenant_id and r.message_id = c.message_id and r.index = c.index
  where c.tenant_id = messages.tenant_id and c.message_id = messages.id)`.as('citations');

const passagesOf = sql`(select coalesce(p.part->'passages', '[]') from runs
    join run_parts p on p.tenant_id = runs.tenant_id and p.run_id = runs.id
  where runs.tenant_id = messages.tenant_id and runs.message_id = messages.id and p.part->>'type' = 'retrieval'
  order by p.seq limit 1)`.as('passages');
