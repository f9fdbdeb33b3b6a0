import { request } from './request.ts';
import type { SentenceProof } from './conversations.ts';
import type { InsightContent } from './insights.ts';
import type { Page } from './request.ts';

export interface Share {
  id: string;
  kind: 'conversation' | 'insight';
  target_id: string;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
}

export interface SharedCitation {
  index: number;
  document_title: string;
  paged: boolean;
  page_start: number;
  page_end: number;
  quote: string;
  speaker?: string | null;
  offset_ms?: number | null;
}

export interface SharedMessage {
  role: 'user' | 'assistant';
  text: string;
  status: string;
  answered_by: string | null;
  model: string | null;
  citations: SharedCitation[];
  proof: { judged_by: 'rules' | 'model'; note: string | null; sentences: SentenceProof[] } | null;
  created_at: string;
}

export interface SharedConversation {
  kind: 'conversation';
  title: string;
  expires_at: string;
  content: { messages: SharedMessage[]; is_cut: boolean };
}

export interface SharedInsight {
  kind: 'insight';
  title: string;
  expires_at: string;
  content: Pick<InsightContent, 'kind' | 'status' | 'layout' | 'sections' | 'outdated'> & {
    label: string | null;
    citations: SharedCitation[];
  };
}

export type ShareTarget = { conversation_id: string } | { insight_id: string };

export const listShares = (targetId: string | undefined, signal?: AbortSignal) =>
  request<Page<Share>>('/shares', { query: { target_id: targetId, limit: 100 }, signal });

/** The token is in this reply and never again. */
export const createShare = (target: ShareTarget, expiresInDays: number) =>
  request<Share & { token: string }>('/shares', {
    method: 'POST',
    body: { ...target, expires_in_days: expiresInDays },
  });

export const revokeShare = (id: string) => request<Share>(`/shares/${id}`, { method: 'DELETE' });

/** Needs no account: the token is enough. */
export const openShare = (token: string) =>
  request<SharedConversation | SharedInsight>('/shares/open', { method: 'POST', body: { token } });
