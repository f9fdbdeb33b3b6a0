import { request } from './request.ts';
import type { Citation, Proof, Scope } from './conversations.ts';
import type { Failure } from './documents.ts';
import type { Page } from './request.ts';

export type ExportFormat = 'markdown' | 'html' | 'pptx' | 'csv';

/** built in: its `base` is its own id, and it has no version. */
export interface InsightKind {
  id: string;
  name: string;
  base: string;
  instructions: string | null;
  keyless: boolean;
  exports: ExportFormat[];
  version: number | null;
}

export interface Insight {
  id: string;
  kind: string;
  kind_name: string | null;
  title: string;
  status: 'pending' | 'generating' | 'ready' | 'failed' | 'cancelled';
  /** Sections; how many there will be is known once it is planned. */
  progress: { done: number; total: number | null };
  instructions: string | null;
  language: string | null;
  answered_by: 'model' | 'keyless' | null;
  model: string | null;
  passages: { total: number; read: number };
  documents: { id: string; title: string; change: 'changed' | 'deleted' | null }[];
  new_documents: number;
  outdated: boolean;
  usage: { input_tokens: number; output_tokens: number; credits: number };
  failure: Failure | null;
  exports: ExportFormat[];
  created_at: string;
  finished_at: string | null;
}

export interface InsightItem {
  text: string;
  proof: Proof;
}

export interface InsightSection {
  /** 0 is the overview. */
  number: number;
  title: string;
  status: 'pending' | 'done';
  entries: { heading: string | null; items: InsightItem[] }[];
}

export interface InsightContent extends Insight {
  layout: 'points' | 'pairs' | 'slides';
  sections: InsightSection[];
  citations: Citation[];
  raw_reply: string | null;
}

export interface InsightRequest extends Scope {
  kind: string;
  instructions?: string | undefined;
  language?: string | undefined;
}

export const listInsights = (cursor: string | null, signal?: AbortSignal) =>
  request<Page<Insight>>('/insights', { query: { limit: 30, cursor }, signal });

export const getInsight = (id: string, signal?: AbortSignal) =>
  request<InsightContent>(`/insights/${id}`, { signal });

export const generateInsight = (asked: InsightRequest) =>
  request<Insight>('/insights', { method: 'POST', body: asked });

/** What can be done with an insight that there is. */
export type InsightAction = 'cancel' | 'retry' | 'regenerate' | 'duplicate' | 'restore';

export const changeInsight = ({ id, action }: { id: string; action: InsightAction }) =>
  request<Insight>(`/insights/${id}/${action}`, { method: 'POST' });

export const deleteInsight = (id: string) => request<void>(`/insights/${id}`, { method: 'DELETE' });

export const insightExportUrl = (id: string, format: ExportFormat): string =>
  `/api/v1/insights/${id}/export?format=${format}`;

export const listInsightKinds = (signal?: AbortSignal) =>
  request<{ items: InsightKind[] }>('/insight-kinds', { signal });

export const saveInsightKind = (kind: { name: string; base: string; instructions: string }) =>
  request<InsightKind>('/insight-kinds', { method: 'POST', body: kind });

export const changeInsightKind = (
  { id, version }: InsightKind,
  changes: { name: string; instructions: string },
) =>
  request<InsightKind>(`/insight-kinds/${id}`, {
    method: 'PATCH',
    body: changes,
    headers: { 'if-match': `"${version}"` },
  });

export const deleteInsightKind = (id: string) => request<void>(`/insight-kinds/${id}`, { method: 'DELETE' });

export const isUnderway = ({ status }: Insight): boolean => status === 'pending' || status === 'generating';
