import type { EmbeddingModel } from '#ai/embed.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import type { JobContext, JobOutcome } from '#kernel/jobs/define-job.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { holdOnlyMeasured } from '#usage/holds/work-in-steps.ts';
import { blobKeyOf } from '#knowledge/documents/blob-key.ts';
import { extractDocument } from '#knowledge/extract/extract-document.ts';
import type { ExtractDocumentOptions, ExtractionEvent } from '#knowledge/extract/extract-document.ts';
import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import { AttemptTimes } from '#knowledge/timeline/attempt-times.ts';
import { noteProgress, openAttempt } from '#knowledge/timeline/record-attempt.ts';
import type { FetchSettings } from '#knowledge/fetch/fetch-source.ts';
import { embedWindow } from '#knowledge/ingest/windows/embed-window.ts';
import type { EmbeddedWindow } from '#knowledge/ingest/windows/embed-window.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { mapAhead } from '#knowledge/ingest/windows/map-ahead.ts';
import { billWindow, holdWindow, subjectOf } from './meter-document.ts';
import { beginAttempt, saveDocumentFacts } from './queries.ts';
import type { Ingestion } from '#knowledge/ingest/windows/ingestion.ts';
import { readWindows } from '#knowledge/ingest/windows/read-windows.ts';
import type { Window } from '#knowledge/ingest/windows/read-windows.ts';
import { settleFailure } from './settle-failure.ts';
import { writeFenced, writeWindow } from '#knowledge/ingest/windows/write-window.ts';

export interface IngestDeps {
  db: Database;
  blobs: BlobStore;
  /** Undefined: search is by keywords. */
  embeddingModel?: EmbeddingModel;
  /** Undefined: documents cost nothing. */
  usage?: Usage;
  limits?: Partial<ExtractionLimits>;
  /** Of scans and pictures; undefined: those that the packages bring. */
  ocrLanguages?: readonly string[];
  metrics?: Metrics;
  /** Undefined: addresses are not fetched. */
  fetch?: FetchSettings;
  /** A provider may ask for pauses so long before the document fails; an hour unless told. */
  putBackLimitSeconds?: number;
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
  const { jobId, waitedMs: queueWaitMs } = context;
  const ingestion = await withTransaction(deps.db, data, async tx => {
    const begun = await beginAttempt(tx, { ...data, jobId });
    if (begun === undefined) return undefined;
    await context.fence(tx);
    await openAttempt(tx, { ...begun, jobId, queueWaitMs });
    // What the last attempt took for windows that it never wrote.
    await holdOnlyMeasured(tx, subjectOf(begun));
    return begun;
  });
  if (ingestion === undefined) return { kind: 'cancel', reason: 'the document waits for no ingestion' };
  const times = new AttemptTimes();
  try {
    await readAndWrite(deps, { ingestion, context, times });
    return { kind: 'done' };
  } catch (error) {
    return await settleFailure(deps, { ingestion, context, times, error });
  } finally {
    if (deps.metrics) times.observe(deps.metrics);
  }
}

interface Attempt {
  ingestion: Ingestion;
  context: JobContext;
  times: AttemptTimes;
}

async function readAndWrite(deps: IngestDeps, attempt: Attempt): Promise<void> {
  const { context, times } = attempt;
  const ingestion = await fetchBytes(deps, attempt);
  await using file = await deps.blobs.localFile(blobKeyOf({ ...ingestion, id: ingestion.documentId }));
  const source = new WindowSource(deps, { ...attempt, ingestion, path: file.path });
  const embedded = mapAhead({
    read: linked => source.windows(linked),
    ahead: WINDOWS_AHEAD,
    signal: context.signal,
    work: async (window, linked) => {
      if (deps.usage) await holdWindow(deps.db, meterOf(deps, deps.usage), { ingestion, context, window });
      return embedWindow(deps.embeddingModel, window, { signal: linked, times });
    },
  });
  let segmentsDone = ingestion.segmentsDone;
  for await (const window of embedded) {
    const behind = { ...attempt, ingestion: { ...ingestion, segmentsDone } };
    segmentsDone = await times.writing(() => write(deps, { ...behind, source, window }));
    context.progress({ stage: source.stage, done: window.pagesDone, total: source.pageCount });
  }
}

const meterOf = ({ embeddingModel }: IngestDeps, usage: Usage) => ({ usage, embeddingModel });

interface WriteOptions extends Attempt {
  source: WindowSource;
  window: EmbeddedWindow;
}

async function write(deps: IngestDeps, options: WriteOptions): Promise<number> {
  const { ingestion, context, source, window, times } = options;
  let segmentsDone = ingestion.segmentsDone;
  await writeFenced(deps.db, { ingestion, context }, async tx => {
    const model = deps.embeddingModel?.id;
    segmentsDone = await writeWindow(tx, { ingestion, window, status: source.stage, model });
    await noteProgress(tx, ingestion, { pagesTo: window.pagesDone, times, isReady: window.isLast });
    if (deps.usage) await billWindow(tx, { ingestion, window });
  });
  await failpoint(window.isLast ? 'after-publish' : 'window-committed');
  return segmentsDone;
}

/** The reading half, and what is known of it while it runs ahead of the writing half. */
class WindowSource {
  pageCount: number | undefined;
  readonly #deps: IngestDeps;
  readonly #options: Attempt & { path: string };
  #ended = false;

  constructor(deps: IngestDeps, options: Attempt & { path: string }) {
    this.#deps = deps;
    this.#options = options;
  }

  /** Embedding, once every page is read and only vectors are waited for. */
  get stage(): 'extracting' | 'embedding' {
    return this.#ended && this.#deps.embeddingModel !== undefined ? 'embedding' : 'extracting';
  }

  async *windows(signal: AbortSignal): AsyncGenerator<Window> {
    const { ingestion, context, path, times } = this.#options;
    const { fileName, pagesDone, chunkerState } = ingestion;
    const extract = this.#deps.extract ?? extractDocument;
    const events = extract({
      path,
      fileName,
      fromPage: pagesDone + 1,
      limits: this.#deps.limits,
      languages: this.#deps.ocrLanguages,
      signal,
    });
    yield* readWindows({
      events: times.reading(events),
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
