import { ApiError, request } from './request.ts';
import type { Page } from './request.ts';

export interface Library {
  id: string;
  name: string;
  metadata: Record<string, unknown>;
  document_count: number;
  version: number;
  created_at: string;
  updated_at: string;
}

export const listLibraries = (signal?: AbortSignal) =>
  request<Page<Library>>('/libraries', { query: { limit: 200 }, signal });

export const createLibrary = (name: string) =>
  request<Library>('/libraries', { method: 'POST', body: { name } });

export const createSampleLibrary = () => request<Library>('/libraries/samples', { method: 'POST' });

/** Whether this server ships a sample library. */
export async function offersSamples(signal?: AbortSignal): Promise<boolean> {
  const { document_count: count } = await request<{ document_count: number }>('/libraries/samples', {
    signal,
  });
  return count > 0;
}

export const isNameTaken = (error: unknown) => error instanceof ApiError && error.code === 'name-taken';
