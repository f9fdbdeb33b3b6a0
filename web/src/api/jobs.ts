import { request } from './request.ts';
import type { Failure } from './documents.ts';
import type { Page } from './request.ts';

export type JobState = 'queued' | 'running' | 'dead';

export interface Attempt {
  number: number;
  outcome: string | null;
  failure: Failure | null;
  started_at: string;
  ended_at: string | null;
  run_ms: number | null;
  pages: { from: number; to: number };
  waited: { queue_ms: number; permit_ms: number; connection_ms: number; retry_sleep_ms: number };
  worked: { extraction_ms: number; first_byte_ms: number; body_ms: number; indexing_ms: number };
  calls: number;
  requests: number;
}

export interface Job {
  id: string;
  state: JobState;
  document_id: string;
  document_title: string | null;
  document_status: string | null;
  cause: Failure | null;
  attempts: number;
  created_at: string;
  due_at: string;
  started_at: string | null;
  ended_at: string | null;
  timeline: Attempt[];
}

export interface DocumentTimeline {
  document_id: string;
  uploaded_at: string;
  attempts: Attempt[];
}

export const listJobs = (state: JobState, cursor: string | null, signal?: AbortSignal) =>
  request<Page<Job>>('/jobs', { query: { state, limit: 50, cursor }, signal });

export const getTimeline = (documentId: string, signal?: AbortSignal) =>
  request<DocumentTimeline>(`/documents/${documentId}/timeline`, { signal });
