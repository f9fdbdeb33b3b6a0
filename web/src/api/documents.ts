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
  progress: {
    stage: string;
    done: number;
    total: number | null;
    eta_seconds: number | null;
    queue_position: number | null;
    stalled: boolean;
  } | null;
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

/** [start, end, x, y, width, height, confidence?]: offsets count in the page's text, the others are points. */
export type PageWord = [
  start: number,
  end: number,
  x: number,
  y: number,
  width: number,
  height: number,
  confidence?: number,
];

export interface DocumentPage {
  number: number;
  text: string;
  size: { width: number; height: number } | null;
  words: PageWord[];
  blocks: PageBlock[];
  warnings: DocumentWarning[];
}

export interface DocumentFilter {
  /** Part of the title. */
  q?: string | undefined;
  status?: DocumentStatus | undefined;
}

export const listDocuments = (
  libraryId: string,
  { cursor, filter, signal }: { cursor: string | null; filter?: DocumentFilter; signal?: AbortSignal },
) =>
  request<Page<Document>>(`/libraries/${libraryId}/documents`, {
    query: { ...filter, limit: 100, cursor },
    signal,
  });

export const getDocument = (id: string, signal?: AbortSignal) =>
  request<Document>(`/documents/${id}`, { signal });

export const getPage = (documentId: string, number: number, signal?: AbortSignal) =>
  request<DocumentPage>(`/documents/${documentId}/pages/${number}`, { signal });

/** As it looks, rather than as it was read; only PDFs and pictures have such pages. */
export const pageImageUrl = (documentId: string, number: number): string =>
  `/api/v1/documents/${documentId}/pages/${number}.webp?dpi=150`;

const formatsWithPages = ['pdf', 'image'];

export const hasPicture = ({ format, status }: Document): boolean =>
  status === 'ready' && formatsWithPages.includes(format ?? '');

export const retryDocument = (id: string) => request<Document>(`/documents/${id}/retry`, { method: 'POST' });

export const cancelDocument = (id: string) =>
  request<Document>(`/documents/${id}/cancel`, { method: 'POST' });

export const deleteDocument = (id: string) => request<void>(`/documents/${id}`, { method: 'DELETE' });

export interface DeletedDocument extends Document {
  /** When it goes for good. */
  removed_at: string;
}

export const listDeletedDocuments = (signal?: AbortSignal) =>
  request<Page<DeletedDocument>>('/trash/documents', { query: { limit: 100 }, signal });

export const restoreDocument = (id: string) =>
  request<Document>(`/documents/${id}/restore`, { method: 'POST' });

/** True until the document is ready, failed or cancelled. */
export const isUnderway = (document: Document) =>
  document.status === 'pending' || document.status === 'extracting' || document.status === 'embedding';
