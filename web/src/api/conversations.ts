import { request } from './request.ts';
import type { Page } from './request.ts';
import type { Failure } from './documents.ts';

export interface Conversation {
  id: string;
  title: string | null;
  version: number;
  created_at: string;
  updated_at: string;
}

/** Where a message has what was looked for; null: the title has it. */
export interface FoundConversation extends Conversation {
  match: { message_id: string; role: 'user' | 'assistant'; text: string } | null;
}

export interface DeletedConversation extends Conversation {
  deleted_at: string;
  removed_at: string;
}

/** Spans are [page, start, end), in UTF-16 code units of the page's text. */
export type Span = [page: number, start: number, end: number];

export interface Citation {
  index: number;
  chunk_id: string;
  document_id: string;
  document_title: string;
  paged: boolean;
  page_start: number;
  page_end: number;
  spans: Span[];
  quote: string;
  /** Of a conversation: who speaks where the quotation begins, and when, from its begin. */
  speaker?: string | null;
  offset_ms?: number | null;
  /** moved: its document was read again; lost: it cannot be found any more. Not told while an answer is written. */
  state?: 'holds' | 'moved' | 'lost';
  /** Reported as wrong by the person who asked. */
  reported?: { comment: string | null } | null;
}

export interface Feedback {
  rating: 'up' | 'down';
  comment: string | null;
}

/** What one sentence of an answer rests on; offsets are those of the answer's text. */
export interface SentenceProof {
  start: number;
  end: number;
  verdict: 'supported' | 'partial' | 'unsupported' | 'no-claim';
  cites: number[];
  problems: { code: string; message: string }[];
  quotation: 'verbatim' | 'altered' | null;
}

export interface Proof {
  judged_by: 'rules' | 'model';
  note: string | null;
  sentences: SentenceProof[];
}

export interface Scope {
  library_ids: string[];
  document_ids: string[];
}

export interface Message {
  id: string;
  conversation_id: string;
  role: 'user' | 'assistant';
  text: string;
  status: 'complete' | 'streaming' | 'stopped' | 'failed' | 'interrupted';
  run_id: string | null;
  scope: Scope | null;
  citations: Citation[];
  proof?: Proof | null;
  answered_by: 'model' | 'quotes' | 'none' | null;
  model: string | null;
  failure: Failure | null;
  feedback?: Feedback | null;
  created_at: string;
}

export interface AskReply {
  user_message: Message;
  message: Message;
  run_id: string;
}

/** Newest first; with `q` those whose title or messages have its words. */
export const listConversations = (
  { q, cursor }: { q?: string | undefined; cursor: string | null },
  signal?: AbortSignal,
) => request<Page<FoundConversation>>('/conversations', { query: { limit: 30, q, cursor }, signal });

export const getConversation = (id: string, signal?: AbortSignal) =>
  request<Conversation>(`/conversations/${id}`, { signal });

/** Fails with 412 when the title was changed elsewhere meanwhile. */
export const renameConversation = ({ id, version }: Conversation, title: string) =>
  request<Conversation>(`/conversations/${id}`, {
    method: 'PATCH',
    body: { title },
    headers: { 'if-match': `"${version}"` },
  });

export const exportUrl = (id: string): string => `/api/v1/conversations/${id}/export.md`;

export const listDeletedConversations = (signal?: AbortSignal) =>
  request<Page<DeletedConversation>>('/trash/conversations', { query: { limit: 50 }, signal });

export const restoreConversation = (id: string) =>
  request<Conversation>(`/conversations/${id}/restore`, { method: 'POST' });

export const deleteConversation = (id: string) => request<void>(`/conversations/${id}`, { method: 'DELETE' });

/** All messages, oldest first. */
export async function listMessages(conversationId: string, signal?: AbortSignal): Promise<Message[]> {
  const messages: Message[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Message> = await request(`/conversations/${conversationId}/messages`, {
      query: { limit: 200, cursor },
      signal,
    });
    messages.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return messages;
}

/** Asks in a conversation, or in a new one when none is given; the answer is then read as the run's events. */
export const ask = (question: { text: string; conversation_id?: string } & Partial<Scope>) =>
  request<AskReply>('/ask', { method: 'POST', body: question });
