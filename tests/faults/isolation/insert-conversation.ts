import { sql } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

export interface ConversationScope {
  tenantId: string;
  userId: string;
  marker: string;
  documentId: string;
  chunkId: string;
}

/** A finished exchange: question, answer, its run with three parts, a citation and what was thought of it; and a deleted one. */
export async function insertConversation(tx: Tx, scope: ConversationScope): Promise<Record<string, string>> {
  const { tenantId: tenant_id, userId: user_id, marker } = scope;
  const [conversation_id, question, answer, run_id] = [createId(), createId(), createId(), createId()];
  const title = `About ${marker}`;
  await tx.insertInto('conversations').values({ tenant_id, id: conversation_id, user_id, title }).execute();
  const message = { tenant_id, conversation_id, status: 'complete' };
  await tx
    .insertInto('messages')
    .values([
      { ...message, id: question, role: 'user', text: `Question of ${marker}` },
      { ...message, id: answer, role: 'assistant', text: `Answer of ${marker} [1]`, answered_by: 'quotes' },
    ])
    .execute();
  await insertRun(tx, {
    ...scope,
    conversationId: conversation_id,
    questionId: question,
    messageId: answer,
    runId: run_id,
  });
  await insertFeedback(tx, { ...scope, messageId: answer });
  await insertTrash(tx, { ...scope, conversationId: conversation_id });
  return { conversation_id, message_id: answer, run_id };
}

async function insertFeedback(tx: Tx, scope: ConversationScope & { messageId: string }): Promise<void> {
  const { tenantId: tenant_id, marker, messageId: message_id } = scope;
  const comment = `Comment of ${marker}`;
  await tx.insertInto('answer_ratings').values({ tenant_id, message_id, rating: 'down', comment }).execute();
  await tx.insertInto('citation_reports').values({ tenant_id, message_id, index: 1, comment }).execute();
}

async function insertTrash(tx: Tx, scope: ConversationScope & { conversationId: string }): Promise<void> {
  const { tenantId: tenant_id, userId: user_id, marker, conversationId: conversation_id } = scope;
  await tx
    .insertInto('history_terms')
    .values({ tenant_id, user_id, term: marker.split(' ')[0]!, conversation_id })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  await sql`select set_config('app.deleted', 'on', true)`.execute(tx);
  await tx
    .insertInto('conversations')
    .values({ tenant_id, id: createId(), user_id, title: `Deleted ${marker}`, deleted_at: sql`now()` })
    .execute();
  await sql`select set_config('app.deleted', '', true)`.execute(tx);
}

async function insertRun(
  tx: Tx,
  scope: ConversationScope & { conversationId: string; questionId: string; messageId: string; runId: string },
): Promise<void> {
  const { tenantId: tenant_id, marker, conversationId, messageId, runId, documentId, chunkId } = scope;
  await tx
    .insertInto('runs')
    .values({
      tenant_id,
      id: runId,
      conversation_id: conversationId,
      message_id: messageId,
      state: 'complete',
      holder: createId(),
      lease_expires_at: new Date(),
      last_seq: 3,
    })
    .execute();
  const { questionId: user_message_id } = scope;
  const names = { run_id: runId, conversation_id: conversationId, user_message_id, message_id: messageId };
  const parts = [
    { type: 'run', ...names },
    { type: 'text-delta', text: `Answer of ${marker} [1]` },
    { type: 'done', status: 'complete' },
  ];
  await tx
    .insertInto('run_parts')
    .values(parts.map((part, at) => ({ tenant_id, run_id: runId, seq: at + 1, part: JSON.stringify(part) })))
    .execute();
  await tx
    .insertInto('citations')
    .values({
      tenant_id,
      message_id: messageId,
      index: 1,
      chunk_id: chunkId,
      document_id: documentId,
      document_title: `Title ${marker}`,
      paged: true,
      quote: `Quote of ${marker}`,
    })
    .execute();
}
