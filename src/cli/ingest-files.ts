import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { describeSum } from '#knowledge/extract/sum-warnings.ts';
import type { WarningSum } from '#knowledge/extract/sum-warnings.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ApiClient } from './api-client.ts';
import { createProgress } from './progress.ts';
import type { Progress } from './progress.ts';
import type { CommandContext } from './run-command.ts';

export interface IngestedDocument {
  id: string;
  title: string;
  file_name: string;
  status: string;
  progress: { stage: string; done: number; total: number | null; eta_seconds: number | null } | null;
  page_count: number | null;
  chunk_count: number;
  paged: boolean;
  warning_summary: (Omit<WarningSum, 'nextStep'> & { next_step: string | null })[];
  failure: { message: string; next_step: string | null } | null;
}

const POLL_MS = 250;
const FINAL = new Set(['ready', 'failed', 'cancelled']);

/** Uploads files, names addresses, and follows each document until it is ready or failed; a refused one stops no other. */
export async function ingestFiles(
  client: ApiClient,
  context: CommandContext,
  { libraryId, files, urls = [] }: { libraryId: string; files: string[]; urls?: string[] },
): Promise<IngestedDocument[]> {
  using progress = createProgress(context.output);
  const documents: IngestedDocument[] = [];
  const open = new Map<string, string>();
  const route = `/libraries/${libraryId}/documents`;
  const sources = [
    ...files.map(file => ({
      name: path.basename(file),
      send: () => client.upload<IngestedDocument>(route, file),
    })),
    ...urls.map(url => ({ name: url, send: () => client.post<IngestedDocument>(route, { url }) })),
  ];
  for (const { name, send } of sources) {
    try {
      progress.update(name, { stage: 'uploading', done: 0, total: null });
      const document = await send();
      open.set(document.id, name);
      documents.push(document);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      progress.fail(name, error.message, error.nextStep);
      documents.push(refused(name, error));
    }
  }
  return await followAll(client, context.signal, progress, { documents, open });
}

/** Follows documents that are being read until each is ready, failed or cancelled. */
export async function followDocuments(
  client: ApiClient,
  context: CommandContext,
  documents: IngestedDocument[],
): Promise<IngestedDocument[]> {
  using progress = createProgress(context.output);
  const open = new Map(documents.map(document => [document.id, document.file_name]));
  return await followAll(client, context.signal, progress, { documents, open });
}

async function followAll(
  client: ApiClient,
  signal: AbortSignal,
  progress: Progress,
  { documents, open }: { documents: IngestedDocument[]; open: Map<string, string> },
): Promise<IngestedDocument[]> {
  const final = new Map<string, IngestedDocument>();
  while (open.size > 0) {
    for (const [id, name] of open) {
      const document = await client.get<IngestedDocument>(`/documents/${id}`);
      showState(progress, name, document);
      if (FINAL.has(document.status)) {
        final.set(id, document);
        open.delete(id);
      }
    }
    if (open.size > 0) await delay(POLL_MS, undefined, { signal });
  }
  return documents.map(document => final.get(document.id) ?? document);
}

function showState(progress: Progress, name: string, document: IngestedDocument): void {
  if (document.status === 'ready')
    progress.succeed(name, describeReady(document), document.warning_summary.map(describeWarnings));
  else if (document.failure !== null)
    progress.fail(name, document.failure.message, document.failure.next_step ?? undefined);
  else progress.update(name, document.progress ?? { stage: document.status, done: 0, total: null });
}

function describeReady(document: IngestedDocument): string {
  const pages = document.paged && document.page_count !== null ? `${document.page_count} pages, ` : '';
  return `ready: ${pages}${document.chunk_count} passages`;
}

function describeWarnings({ next_step, ...sum }: IngestedDocument['warning_summary'][number]): string {
  return describeSum({ ...sum, ...(next_step === null ? {} : { nextStep: next_step }) });
}

function refused(name: string, error: AppError): IngestedDocument {
  return {
    id: '',
    title: name,
    file_name: name,
    status: 'refused',
    progress: null,
    page_count: null,
    chunk_count: 0,
    paged: false,
    warning_summary: [],
    failure: { message: error.message, next_step: error.nextStep ?? null },
  };
}
