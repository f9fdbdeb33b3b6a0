import { putBackAfterMs } from '#ai/calls/put-back-after.ts';
import { ProviderError, ProviderOverloaded, ProviderRefused } from '#ai/provider-errors.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { BlobNotFound } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { AppError } from '#kernel/errors/app-error.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import { blobKeyOf } from '#knowledge/documents/blob-key.ts';
import { extractDocument } from '#knowledge/extract/extract-document.ts';
import type { ExtractDocumentOptions, ExtractionEvent } from '#knowledge/extract/extract-document.ts';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';
import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import { embedWindow } from './embed-window.ts';
import type { EmbeddedWindow } from './embed-window.ts';
import { mapAhead } from './map-ahead.ts';
import { beginAttempt, markFailed, noteFailure, saveDocumentFacts } from './queries.ts';
import type { Ingestion } from './queries.ts';
import { readWindows } from './read-windows.ts';
import type { Window } from './read-windows.ts';
import { writeFenced, writeWindow } from './write-window.ts';

export interface IngestDeps {
  db: Database;
  blobs: BlobStore;
  /** Undefined: search is by keywords. */
  embeddingModel?: EmbeddingModel;
  limits?: Partial<ExtractionLimits>;
  /** Reads the file otherwise than in a child process: lets a proof decide when each page comes. */
  extract?: (options: ExtractDocumentOptions) => AsyncIterable<ExtractionEvent>;
}

/** Windows whose embedding is under way while an earlier one is written. */
const WINDOWS_AHEAD = 2;

/**
 * Reads a document window by window: extract, chunk, embed, index. Every window is one transaction and a checkpoint,
 * the last one publishes. What the file itself is at fault for ends as a failed document, everything else as a retry.
 */
export async function ingestDocument(
  deps: IngestDeps,
  data: { tenantId: string; documentId: string },
  context: JobContext,
): Promise<JobOutcome> {
  const ingestion = await withTransaction(deps.db, data, async tx => {
    const begun = await beginAttempt(tx, { ...data, jobId: context.jobId });
    if (begun !== undefined) await context.fence(tx);
    return begun;
  });
  if (ingestion === undefined) return { kind: 'cancel', reason: 'the document waits for no ingestion' };
  try {
    await readAndWrite(deps, ingestion, context);
    return { kind: 'done' };
  } catch (error) {
    return settleFailure(deps, { ingestion, context, error });
  }
}

async function readAndWrite(deps: IngestDeps, ingestion: Ingestion, context: JobContext): Promise<void> {
  await using file = await deps.blobs.localFile(blobKeyOf({ ...ingestion, id: ingestion.documentId }));
  const source = new WindowSource(deps, { ingestion, context, path: file.path });
  const embedded = mapAhead({
    read: linked => source.windows(linked),
    ahead: WINDOWS_AHEAD,
    signal: context.signal,
    work: (window, linked) => embedWindow(deps.embeddingModel, window, linked),
  });
  let segmentsDone = ingestion.segmentsDone;
  for await (const window of embedded) {
    segmentsDone = await write(deps, { ingestion: { ...ingestion, segmentsDone }, context, source, window });
    context.progress({ stage: source.stage, done: window.pagesDone, total: source.pageCount });
  }
}

interface WriteOptions {
  ingestion: Ingestion;
  context: JobContext;
  source: WindowSource;
  window: EmbeddedWindow;
}

async function write(deps: IngestDeps, options: WriteOptions): Promise<number> {
  const { ingestion, context, source, window } = options;
  let segmentsDone = ingestion.segmentsDone;
  await writeFenced(deps.db, { ingestion, context }, async tx => {
    const model = deps.embeddingModel?.id;
    segmentsDone = await writeWindow(tx, { ingestion, window, status: source.stage, model });
  });
  await failpoint(window.isLast ? 'after-publish' : 'window-committed');
  return segmentsDone;
}

/** The reading half, and what is known of it while it runs ahead of the writing half. */
class WindowSource {
  pageCount: number | undefined;
  readonly #deps: IngestDeps;
  readonly #options: { ingestion: Ingestion; context: JobContext; path: string };
  #ended = false;

  constructor(deps: IngestDeps, options: { ingestion: Ingestion; context: JobContext; path: string }) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Embedding, once every page is read and only vectors are waited for. */
  get stage(): 'extracting' | 'embedding' {
    return this.#ended && this.#deps.embeddingModel !== undefined ? 'embedding' : 'extracting';
  }

  async *windows(signal: AbortSignal): AsyncGenerator<Window> {
    const { ingestion, context, path } = this.#options;
    const { fileName, pagesDone, chunkerState } = ingestion;
    const extract = this.#deps.extract ?? extractDocument;
    const events = extract({
      path,
      fileName,
      fromPage: pagesDone + 1,
      limits: this.#deps.limits,
      signal,
    });
    yield* readWindows({
      events,
      resume: { pagesDone, chunkerState },
      onDocument: async document => {
        this.pageCount = document.pageCount;
        // A retry keeps the facts and the warnings of the pages that are done.
        if (pagesDone > 0) return;
        await writeFenced(this.#deps.db, { ingestion, context }, tx =>
          saveDocumentFacts(tx, ingestion, document),
        );
      },
    });
    this.#ended = true;
  }
}

async function settleFailure(
  deps: IngestDeps,
  options: { ingestion: Ingestion; context: JobContext; error: unknown },
): Promise<JobOutcome> {
  const { ingestion, context, error } = options;
  if (context.signal.aborted) throw context.signal.reason;
  if (error instanceof ExtractionError || error instanceof BlobNotFound || error instanceof ProviderRefused) {
    context.logger.info({ err: error, document_id: ingestion.documentId }, 'the document cannot be read');
    await writeFenced(deps.db, { ingestion, context }, tx => markFailed(tx, ingestion, asFailure(error)));
    return { kind: 'done' };
  }
  if (error instanceof ProviderOverloaded) {
    return { kind: 'retry', afterMs: putBackAfterMs(error)!, reason: error.code };
  }
  if (error instanceof ProviderError) {
    context.logger.warn({ err: error }, 'the embedding provider failed');
    await writeFenced(deps.db, { ingestion, context }, tx => noteFailure(tx, ingestion, asFailure(error)));
  }
  throw error;
}

const asFailure = (error: AppError) => ({
  code: error.code,
  message: error.message,
  next_step: error.nextStep ?? null,
});
