import type { Database } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { WakeUp } from '#kernel/jobs/wake-up.ts';
import { isFinal } from './document-schema.ts';
import type { DocumentView } from './document-schema.ts';
import { getDocument } from './get-document.ts';
import { presentWithProgress } from './present-with-progress.ts';

/** A notification may be lost with its connection. */
const POLL_MS = 2_000;

export interface DocumentEvent {
  event: 'document' | 'done';
  data: DocumentView | { type: 'done'; status: string };
}

/**
 * The document now and after each change, until it is ready, failed or cancelled, or deleted meanwhile.
 * @throws NotFound when there is none to begin with.
 */
export async function* watchDocument(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; id: string; signal: AbortSignal },
): AsyncGenerator<DocumentEvent> {
  const bell = new WakeUp();
  const ring = (): void => bell.ring();
  await using _listening = await deps.db.listen('quarry_document', id => id === options.id && ring());
  using _poll = repeatedly(ring, POLL_MS);
  options.signal.addEventListener('abort', ring, { once: true });
  let shown: string | undefined;
  while (!options.signal.aborted) {
    const document = await read(deps, options, shown === undefined);
    const now = JSON.stringify(document);
    if (document !== undefined && now !== shown) yield { event: 'document', data: document };
    shown = now;
    if (document === undefined) return yield done('deleted');
    if (isFinal(document.status)) return yield done(document.status);
    await bell.wait();
  }
}

const done = (status: string): DocumentEvent => ({ event: 'done', data: { type: 'done', status } });

async function read(
  deps: { db: Database; jobs: JobQueue },
  options: { tenantId: string; id: string },
  isFirst: boolean,
): Promise<DocumentView | undefined> {
  try {
    return await presentWithProgress(deps, await getDocument(deps.db, options));
  } catch (error) {
    if (error instanceof NotFound && !isFirst) return undefined;
    throw error;
  }
}

function repeatedly(task: () => void, everyMs: number): Disposable {
  const timer = setInterval(task, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
