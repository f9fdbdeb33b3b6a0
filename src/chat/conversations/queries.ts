import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import { newestFirst } from '#kernel/db/newest-first.ts';
import type { AgePage } from '#kernel/db/newest-first.ts';
import type { Tx } from '#kernel/db/database.ts';
import type { ConversationsTable, MessagesTable } from '#kernel/db/tables.gen.ts';

export const conversationColumns = ['id', 'title', 'version', 'created_at', 'updated_at'] as const;

export type ConversationRow = Pick<Selectable<ConversationsTable>, (typeof conversationColumns)[number]>;

/** Colleagues of one tenant do not see each other's conversations. */
export interface Owner {
  tenantId: string;
  userId: string;
}

export function insertConversation(
  tx: Tx,
  conversation: Owner & { id: string; title: string },
): Promise<ConversationRow> {
  return tx
    .insertInto('conversations')
    .values({
      tenant_id: conversation.tenantId,
      id: conversation.id,
      user_id: conversation.userId,
      title: conversation.title,
    })
    .returning(conversationColumns)
    .executeTakeFirstOrThrow();
}

export function listConversationRows(tx: Tx, options: Owner & AgePage): Promise<ConversationRow[]> {
  return tx
    .selectFrom('conversations')
    .select(conversationColumns)
    .where('user_id', '=', options.userId)
    .$call(newestFirst('conversations', options))
    .execute();
}

export function findConversationById(
  tx: Tx,
  options: Owner & { id: string },
): Promise<ConversationRow | undefined> {
  return tx
    .selectFrom('conversations')
    .select(conversationColumns)
    .where('tenant_id', '=', options.tenantId)
    .where('id', '=', options.id)
    .where('user_id', '=', options.userId)
    .executeTakeFirst();
}

/** Without `version` whatever version there is; undefined when no such row has it. */
export function updateConversationTitle(
  tx: Tx,
  options: Owner & { id: string; version?: number; title: string },
): Promise<ConversationRow | undefined> {
  return tx
    .updateTable('conversations')
    .set({ title: options.title, version: sql`version + 1`, updated_at: sql`now()` })
    .where('tenant_id', '=', options.tenantId)
    .where('id', '=', options.id)
    .where('user_id', '=', options.userId)
    .$if(options.version !== undefined, query => query.where('version', '=', options.version!))
    .returning(conversationColumns)
    .executeTakeFirst();
}

export type MessageRow = Omit<Selectable<MessagesTable>, 'tenant_id'> & {
  run_id: string | null;
  citations: unknown[];
  feedback: { rating: 'up' | 'down'; comment: string | null } | null;
};

export interface MessagePage {
  conversationId: string;
  limit: number;
  after?: { createdAt: Date; id: string };
}

/** Oldest first, one more than `limit`, each with its citations and the run that wrote it. */
export function listMessageRows(
  tx: Tx,
  { tenantId, conversationId, limit, after }: MessagePage & Owner,
): Promise<MessageRow[]> {
  return selectMessages(tx, tenantId)
    .where('messages.conversation_id', '=', conversationId)
    .$if(after !== undefined, query =>
      query.where(
        sql<boolean>`(messages.created_at, messages.id) > (${after!.createdAt}::timestamptz, ${after!.id}::uuid)`,
      ),
    )
    .orderBy('messages.created_at')
    .orderBy('messages.id')
    .limit(limit + 1)
    .execute() as Promise<MessageRow[]>;
}

export function findMessageById(
  tx: Tx,
  { tenantId, userId, id }: Owner & { id: string },
): Promise<MessageRow | undefined> {
  return selectMessages(tx, tenantId)
    .innerJoin('conversations', join =>
      join
        .onRef('conversations.tenant_id', '=', 'messages.tenant_id')
        .onRef('conversations.id', '=', 'messages.conversation_id'),
    )
    .where('messages.id', '=', id)
    .where('conversations.user_id', '=', userId)
    .executeTakeFirst() as Promise<MessageRow | undefined>;
}

function selectMessages(tx: Tx, tenantId: string) {
  return tx
    .selectFrom('messages')
    .leftJoin('runs', join =>
      join.onRef('runs.tenant_id', '=', 'messages.tenant_id').onRef('runs.message_id', '=', 'messages.id'),
    )
    .selectAll('messages')
    .select(['runs.id as run_id', citationsOfMessage, feedbackOfMessage])
    .where('messages.tenant_id', '=', tenantId);
}

const citationsOfMessage = sql<unknown[]>`(select coalesce(jsonb_agg(to_jsonb(c) - 'tenant_id' - 'message_id'
    || jsonb_build_object('reported', case when r.index is not null then jsonb_build_object('comment', r.comment) end)
    order by c.index), '[]')
  from citations c left join citation_reports r
    on r.tenant_id = c.tenant_id and r.message_id = c.message_id and r.index = c.index
  where c.tenant_id = messages.tenant_id and c.message_id = messages.id)`.as('citations');

const feedbackOfMessage = sql<MessageRow['feedback']>`(
  select jsonb_build_object('rating', f.rating, 'comment', f.comment) from answer_ratings f
  where f.tenant_id = messages.tenant_id and f.message_id = messages.id)`.as('feedback');
