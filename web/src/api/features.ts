import { request } from './request.ts';

export interface FeatureGroup {
  name: string;
  version: number;
  topic: string;
  engine: string;
  state: 'running' | 'waiting' | 'paused';
  reason: string | null;
  /** Events that it has not read; null: unknown here. */
  lag_events: number | null;
  watermark: string | null;
  watermark_age_ms: number | null;
  processed: number;
  filtered: number;
  duplicate: number;
  late: number;
  dead: number;
}

export type FeatureValue = string | number | boolean | null;

export interface FeatureVector {
  entity: string;
  at: string;
  features: Record<string, FeatureValue>;
}

export const listFeatureGroups = (signal?: AbortSignal) =>
  request<{ items: FeatureGroup[] }>('/feature-groups', { signal });

/** What is known of one entity now, or was known before `asof`. */
export const getFeatures = (view: string, entity: string, asof: string | undefined, signal?: AbortSignal) =>
  request<FeatureVector>(`/features/${encodeURIComponent(view)}/${encodeURIComponent(entity)}`, {
    query: { asof },
    signal,
  });
