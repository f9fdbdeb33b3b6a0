import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import { createId } from '#kernel/ids.ts';
import type { JobContext } from '#kernel/jobs/define-job.ts';
import { JobAbort } from '#kernel/jobs/job-abort.ts';
import { deleteGenerations } from '#knowledge/index/delete-generations.ts';
import { indexChunks, MAX_SEGMENT_CHUNKS } from '#knowledge/index/index-chunks.ts';
import type { ChunkToIndex } from '#knowledge/index/index-chunks.ts';
import type { EmbeddedWindow } from './embed-window.ts';
import { holdDocument, insertPages, publishGeneration, saveCheckpoint } from './queries.ts';
import { asStoredWarning } from './stored-warning.ts';
import type { Ingestion } from './ingestion.ts';
import type { StoredWarning } from './stored-warning.ts';

export interface WriteWindowOptions {
  ingestion: Ingestion;
  window: EmbeddedWindow;
  status: 'extracting' | 'embedding';
  /** Id of the model that made the vectors. */
  model?: string;
}

/**
 * Runs `write` in a transaction that this attempt alone may commit.
 * @throws JobAbort when the document or the job is somebody else's by now, cancelled or deleted.
 */
export function writeFenced(
  db: Database,
  options: { ingestion: Ingestion; context: JobContext },
  write: (tx: Tx) => Promise<void>,
): Promise<void> {
  return withTransaction(db, options.ingestion, async tx => {
    // Library, document, job: the order in which everybody locks.
    if (!(await holdDocument(tx, options.ingestion))) throw new JobAbort('lease-lost');
    await options.context.fence(tx);
    await write(tx);
  });
}

/**
 * Adds a window's pages and chunks and moves the checkpoint behind them; with the last window the whole is published.
 * @returns how many segments the document has now.
 */
export async function writeWindow(tx: Tx, options: WriteWindowOptions): Promise<number> {
  const { ingestion, window } = options;
  await insertPages(tx, ingestion, window.pages);
  const segmentsDone = await indexWindow(tx, options);
  await saveCheckpoint(tx, ingestion, {
    status: options.status,
    pagesDone: window.pagesDone,
    segmentsDone,
    chunkerState: window.chunkerState,
    warnings: window.pages.flatMap(warningsOf),
  });
  await failpoint('window-written');
  if (window.isLast) await publish(tx, ingestion);
  return segmentsDone;
}

async function indexWindow(tx: Tx, options: WriteWindowOptions): Promise<number> {
  const { ingestion, window, model } = options;
  const chunks: ChunkToIndex[] = window.chunks.map((chunk, index) => ({
    ...chunk,
    id: createId(),
    vector: window.vectors?.[index],
  }));
  let segment = ingestion.segmentsDone;
  for (let start = 0; start < chunks.length; start += MAX_SEGMENT_CHUNKS) {
    const batch = chunks.slice(start, start + MAX_SEGMENT_CHUNKS);
    await indexChunks(tx, { ...ingestion, segment: segment++, chunks: batch, model });
  }
  return segment;
}

async function publish(tx: Tx, ingestion: Ingestion): Promise<void> {
  await deleteGenerations(tx, { ...ingestion, keep: ingestion.generation });
  await publishGeneration(tx, ingestion);
  await failpoint('before-publish');
}

const warningsOf = (page: EmbeddedWindow['pages'][number]): StoredWarning[] =>
  page.warnings.map(warning => ({ ...asStoredWarning(warning), page: page.number }));
