import { ApiError, readProblem, request, unreachable } from './request.ts';
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

/** Whether this server ships a sample library; asked of its own description, so that asking changes nothing. */
export async function offersSamples(signal?: AbortSignal): Promise<boolean> {
  const response = await fetch('/api/openapi.json', { signal: signal ?? null }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await readProblem(response);
  const description = (await response.json()) as { paths?: Record<string, unknown> };
  return Object.keys(description.paths ?? {}).some(path => path.endsWith('/libraries/samples'));
}

export const isNameTaken = (error: unknown) => error instanceof ApiError && error.code === 'name-taken';
