import type { Tx } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';

export interface ConversationScope {
  tenantId: string;
  userId: string;
  marker: string;
  documentId: string;
  chunkId: string;
}

/** A finished exchange: question, answer, its run with two parts, and a citation. */
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
  await insertRun(tx, { ...scope, conversationId: conversation_id, messageId: answer, runId: run_id });
  return { conversation_id, message_id: answer, run_id };
}

async function insertRun(
  tx: Tx,
  scope: ConversationScope & { conversationId: string; messageId: string; runId: string },
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
      last_seq: 2,
    })
    .execute();
  const parts = [
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
