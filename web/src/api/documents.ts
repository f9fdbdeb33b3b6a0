import { request } from './request.ts';
import type { Page } from './request.ts';

export type DocumentStatus = 'pending' | 'extracting' | 'embedding' | 'ready' | 'failed' | 'cancelled';

export interface DocumentWarning {
  code: string;
  message: string;
  next_step?: string | null;
  page?: number | null;
}

export interface Failure {
  code: string;
  message: string;
  next_step?: string | null;
}

export interface Document {
  id: string;
  library_id: string;
  title: string;
  file_name: string;
  media_type: string;
  byte_size: number;
  format: string | null;
  paged: boolean;
  status: DocumentStatus;
  progress: { stage: string; done: number; total: number | null } | null;
  page_count: number | null;
  chunk_count: number | null;
  warnings: DocumentWarning[];
  failure: Failure | null;
  version: number;
  created_at: string;
  updated_at: string;
}

export interface PageBlock {
  kind: string;
  start: number;
  end: number;
  level?: number;
}

export interface DocumentPage {
  number: number;
  text: string;
  blocks: PageBlock[];
  warnings: DocumentWarning[];
}

export const listDocuments = (
  libraryId: string,
  { cursor, signal }: { cursor: string | null; signal?: AbortSignal },
) => request<Page<Document>>(`/libraries/${libraryId}/documents`, { query: { limit: 100, cursor }, signal });

export const getDocument = (id: string, signal?: AbortSignal) =>
  request<Document>(`/documents/${id}`, { signal });

export const getPage = (documentId: string, number: number, signal?: AbortSignal) =>
  request<DocumentPage>(`/documents/${documentId}/pages/${number}`, { signal });

export const retryDocument = (id: string) => request<Document>(`/documents/${id}/retry`, { method: 'POST' });

export const cancelDocument = (id: string) =>
  request<Document>(`/documents/${id}/cancel`, { method: 'POST' });

export const deleteDocument = (id: string) => request<void>(`/documents/${id}`, { method: 'DELETE' });

/** True until the document is ready, failed or cancelled. */
export const isUnderway = (document: Document) =>
  document.status === 'pending' || document.status === 'extracting' || document.status === 'embedding';
