import type { Database } from '#kernel/db/database.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { estimateProgress } from '#knowledge/timeline/estimate-progress.ts';
import { isFinal, presentDocument } from './document-schema.ts';
import type { DocumentView } from './document-schema.ts';
import type { DocumentRow } from './queries.ts';

interface Deps {
  db: Database;
  jobs: JobQueue;
}

/** How each of `rows` is shown; asks how far the unfinished ones are, once for all of them. */
export async function presenterOf(
  deps: Deps,
  tenantId: string,
  rows: readonly DocumentRow[],
): Promise<(row: DocumentRow) => DocumentView> {
  const documents = rows.filter(row => !isFinal(row.status));
  if (documents.length === 0) return presentDocument;
  const estimates = await estimateProgress(deps, { tenantId, documents });
  return row => {
    const view = presentDocument(row);
    const estimate = estimates.get(row.id);
    if (estimate === undefined || view.progress === null) return view;
    const { etaSeconds: eta_seconds, queuePosition: queue_position, stalled } = estimate;
    return { ...view, progress: { ...view.progress, eta_seconds, queue_position, stalled } };
  };
}

export async function presentWithProgress(deps: Deps, row: DocumentRow): Promise<DocumentView> {
  return (await presenterOf(deps, row.tenant_id, [row]))(row);
}
