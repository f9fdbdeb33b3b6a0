import { request } from './request.ts';
import type { Page } from './request.ts';

export interface UsageMeter {
  meter: 'credits' | 'pages';
  limit: number | null;
  used: number;
  reserved: number;
  resets_at: string;
}

export interface UsageSum {
  kind: string;
  records: number;
  tokens_in: number;
  tokens_out: number;
  pages: number;
  credits: number;
}

export interface Usage {
  period_start: string;
  meters: UsageMeter[];
  kinds: (UsageSum & { model: string })[];
}

export interface UsageDay extends UsageSum {
  /** YYYY-MM-DD, in UTC. */
  day: string;
}

export interface UsageRecord {
  id: string;
  kind: string;
  model: string;
  tokens_in: number;
  tokens_out: number;
  pages: number;
  credits: number;
  latency_ms: number | null;
  source: string;
  subject_id: string | null;
  created_at: string;
}

export interface Plan {
  id: string;
  name: string;
  period: 'day' | 'month';
  limits: { credits: number | null; pages: number | null };
}

export interface RecordFilter {
  kind?: string | undefined;
  model?: string | undefined;
}

export const getUsage = (signal?: AbortSignal) => request<Usage>('/usage', { signal });

export const listUsageDays = (days: number, signal?: AbortSignal) =>
  request<{ items: UsageDay[] }>('/usage/days', { query: { days }, signal });

export const listUsageRecords = (filter: RecordFilter, cursor: string | null, signal?: AbortSignal) =>
  request<Page<UsageRecord>>('/usage/records', { query: { ...filter, limit: 50, cursor }, signal });

/** What was recorded for one run or document. */
export const listUsageOf = (subjectId: string, signal?: AbortSignal) =>
  request<Page<UsageRecord>>('/usage/records', { query: { subject_id: subjectId, limit: 200 }, signal });

export function recordsCsvUrl(filter: RecordFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined) as [string, string][];
  return `/api/v1/usage/records.csv?${new URLSearchParams(given)}`;
}

export const getPlan = (signal?: AbortSignal) => request<Plan>('/plan', { signal });
