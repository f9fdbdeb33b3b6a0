import { request } from './request.ts';
import { largeBytes, sendFile } from './send-file.ts';
import type { Failure } from './documents.ts';
import type { Page } from './request.ts';
import type { SendOptions } from './send-file.ts';

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

/** Sends one file of conversations, a large one in pieces. Throws ApiError; aborting rejects with the signal's reason. */
export async function importTranscripts(
  file: File,
  options: SendOptions,
): Promise<{ alreadyThere: boolean }> {
  if (file.size < largeBytes) await sendFile('/transcripts/import', file, options);
  else {
    const { uploadInPieces } = await import('./upload-in-pieces.ts');
    const id = await uploadInPieces(file, { ...options, purpose: 'import', target: 'transcripts' });
    await request('/transcripts/import', {
      method: 'POST',
      query: { upload_id: id },
      // A repetition after a lost reply answers the same import.
      headers: { 'idempotency-key': id },
      signal: options.signal,
    });
  }
  return { alreadyThere: false };
}
