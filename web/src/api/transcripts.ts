import { request, toProblem, unreachable } from './request.ts';
import type { Failure } from './documents.ts';
import type { Page } from './request.ts';

export type SentimentLabel = 'positive' | 'neutral' | 'negative' | 'not-available';

export interface Sentiment {
  label: SentimentLabel;
  score: number | null;
}

export interface TranscriptImport {
  id: string;
  file_name: string;
  status: 'pending' | 'importing' | 'done' | 'failed' | 'cancelled';
  bytes_read: number;
  bytes_total: number;
  accepted: number;
  rejected: number;
  duplicate: number;
  cut_at: number | null;
  bytes_per_second: number | null;
  eta_seconds: number | null;
  failure: Failure | null;
  created_at: string;
}

export interface TranscriptSummary {
  id: string;
  external_id: string;
  channel: string | null;
  started_at: string;
  turn_count: number;
  sentiment: (Sentiment & { engine: string }) | null;
}

export interface Transcript extends TranscriptSummary {
  turns: { speaker: string; text: string; offset_ms: number | null; sentiment: Sentiment | null }[];
}

export interface SentimentGroup {
  key: string | null;
  conversations: number;
  positive: number;
  neutral: number;
  negative: number;
  not_available: number;
  unscored: number;
  mean_score: number | null;
}

export interface WorstTurn {
  transcript_id: string;
  external_id: string;
  started_at: string;
  turn: number;
  speaker: string;
  text: string;
  score: number;
}

export interface TranscriptFilter {
  since?: string | undefined;
  until?: string | undefined;
  channel?: string | undefined;
  sentiment?: string | undefined;
  q?: string | undefined;
}

export type Span = { since: string; until: string } & TranscriptFilter;

export const listTranscripts = (filter: TranscriptFilter, cursor: string | null, signal?: AbortSignal) =>
  request<Page<TranscriptSummary>>('/transcripts', { query: { ...filter, limit: 30, cursor }, signal });

export const getTranscript = (id: string, signal?: AbortSignal) =>
  request<Transcript>(`/transcripts/${id}`, { signal });

export const groupSentiment = (span: Span, by: 'day' | 'hour' | 'channel', signal?: AbortSignal) =>
  request<{ items: SentimentGroup[] }>('/transcripts/sentiment', { query: { ...span, by }, signal });

export const listWorstTurns = (span: Span, signal?: AbortSignal) =>
  request<{ items: WorstTurn[] }>('/transcripts/worst-turns', { query: { ...span, limit: 10 }, signal });

export const listImports = (signal?: AbortSignal) =>
  request<Page<TranscriptImport>>('/transcripts/imports', { query: { limit: 10 }, signal });

export const changeImport = (id: string, verb: 'cancel' | 'resume') =>
  request<TranscriptImport>(`/transcripts/imports/${id}/${verb}`, { method: 'POST' });

export const rejectsUrl = (id: string): string => `/api/v1/transcripts/imports/${id}/rejects`;

export const isImporting = ({ status }: TranscriptImport): boolean =>
  status === 'pending' || status === 'importing';

/** Sends one file of conversations. XMLHttpRequest because fetch cannot tell how much of a body has left the machine. */
export function importTranscripts(
  file: File,
  onProgress: (sentFraction: number) => void,
): Promise<TranscriptImport> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open('POST', '/api/v1/transcripts/import');
    call.setRequestHeader('accept', 'application/json');
    call.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    call.onload = () => {
      if (call.status === 202) resolve(JSON.parse(call.responseText) as TranscriptImport);
      else reject(toProblem(call.status, call.responseText));
    };
    call.onerror = () => reject(unreachable());
    const form = new FormData();
    form.append('file', file, file.name);
    call.send(form);
  });
}
