import type { EmbeddingModel } from '#ai/embed.ts';
import { boundTokens } from '#ai/metering/bound-tokens.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import type { JobContext } from '#kernel/jobs/define-job.ts';
import { textToEmbed } from '#knowledge/index/index-chunks.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { holdMore, measureStep, settleSubject, STEP_LEASE_MS } from '#usage/holds/work-in-steps.ts';
import type { EmbeddedWindow } from '#knowledge/ingest/windows/embed-window.ts';
import type { Ingestion } from '#knowledge/ingest/windows/ingestion.ts';
import type { Window } from '#knowledge/ingest/windows/read-windows.ts';
import { writeFenced } from '#knowledge/ingest/windows/write-window.ts';

/** What reading and embedding one document costs, window by window; see docs/decisions/0008-credits.md. */
export interface DocumentMeter {
  usage: Usage;
  /** Undefined: only pages are counted. */
  embeddingModel?: EmbeddingModel;
}

/** Takes what a window may use at most, before it is embedded. @throws QuotaExceeded, JobAbort */
export async function holdWindow(
  db: Database,
  { usage, embeddingModel }: DocumentMeter,
  { ingestion, context, window }: { ingestion: Ingestion; context: JobContext; window: Window },
): Promise<void> {
  const model = embeddingModel?.id ?? 'none';
  const texts = embeddingModel === undefined ? [] : window.chunks.map(textToEmbed);
  const price = await usage.prices.of(model);
  const bound = { pages: window.pages.length, embeddingTokens: boundTokens(texts) };
  const work = { ...subjectOf(ingestion), kind: 'document', model, price, bound } as const;
  // Fenced: an attempt that lost its document must not take anything for it.
  await writeFenced(db, { ingestion, context }, tx => holdMore(tx, { ...work, leaseMs: STEP_LEASE_MS }));
}

/** In the window's own transaction; the one that publishes the document bills for all of them. Call it last. */
export async function billWindow(
  tx: Tx,
  { ingestion, window }: { ingestion: Ingestion; window: EmbeddedWindow },
): Promise<void> {
  const { embedded, pages } = window;
  const embeddingTokens = embedded.reduce((sum, each) => sum + each.embeddingTokens, 0);
  const isEstimated = embedded.some(each => each.source === 'estimated');
  const subject = subjectOf(ingestion);
  await measureStep(tx, { ...subject, embeddingTokens, isEstimated, pages: pages.length });
  if (window.isLast) await settleSubject(tx, subject);
}

/** What a document's hold is found by. */
export const subjectOf = ({ tenantId, documentId }: Ingestion) => ({ tenantId, subject: documentId });
