import { setTimeout as delay } from 'node:timers/promises';
import { embedInBatches } from '#ai/calls/embed-in-batches.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import type { IngestDeps } from '#knowledge/ingest/ingest-document.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';

export interface StageTimes {
  readMs: number;
  embedMs: number;
  storeMs: number;
  wholeMs: number;
}

type Extract = NonNullable<IngestDeps['extract']>;

export const PAGES = 1_600;
const PAGES_A_STEP = 8;
const PAGE_MS = 5;
const SENTENCE = 'The harbour light was cleaned and its lens turned by hand until the evening. ';

/** Ingests a document as a worker does, on the embedded store: each stage alone, then all of them. */
export async function measureWholeDocument(model: EmbeddingModel, parallel: number): Promise<StageTimes> {
  process.env['QUARRY_TEST_STORE'] = 'pglite';
  await using _prepared = await preparePglite();
  const batches: string[][] = [];
  const recording: EmbeddingModel = {
    id: model.id,
    maxBatch: model.maxBatch,
    embed(batch, options) {
      batches.push(batch);
      return model.embed(batch, options);
    },
  };
  // Once before, so that no stage pays for what is compiled and opened at the first time.
  await ingest({ extract: pages(0) });
  const storeMs = await ingest({ extract: pages(0) });
  const readMs = await measure(async () => {
    for await (const _ of pages(PAGE_MS)({ path: '', fileName: '' }));
  });
  const wholeMs = await ingest({ extract: pages(PAGE_MS), embeddingModel: recording });
  const embedMs = await measure(() => embedAgain(model, batches, parallel));
  return { readMs, embedMs, storeMs, wholeMs };
}

/** The same calls with nothing to wait for in between. */
async function embedAgain(model: EmbeddingModel, batches: string[][], parallel: number): Promise<void> {
  const { signal } = new AbortController();
  const textOf = (text: string): string => text;
  const embedded = embedInBatches(model, batches, { textOf, signal, purpose: 'document', parallel });
  for await (const _ of embedded);
}

/** From the start of the worker to the document being ready. */
async function ingest(deps: Pick<IngestDeps, 'extract' | 'embeddingModel'>): Promise<number> {
  const api = await openDocumentApi(deps);
  try {
    const user = await api.signUp('ada');
    const library = (await user.call('POST', '/libraries', { name: 'Shelf' })).json();
    const { id } = (await upload(user, library.id, { name: 'register.txt', bytes: 'register' })).json();
    return await measure(() => workUntilReady(api, user, id));
  } finally {
    await api[Symbol.asyncDispose]();
  }
}

async function workUntilReady(
  api: DocumentApi,
  user: Parameters<typeof upload>[0],
  id: string,
): Promise<void> {
  await using _worker = await api.work();
  const document = await waitForDocument(user, id);
  if (document.status !== 'ready') throw new Error(`the document is ${document.status}`);
}

/** On a timetable, as the real reader is a process of its own that goes on while we are busy. */
function pages(pageMs: number): Extract {
  return async function* read({ fromPage = 1, signal }) {
    const startedMs = performance.now();
    const document = { format: 'text' as const, paged: false, pageCount: PAGES, warnings: [] };
    yield { type: 'document', document };
    for (let number = fromPage; number <= PAGES; number++) {
      const earlyMs = startedMs + number * pageMs - performance.now();
      if (number % PAGES_A_STEP === 0) await delay(Math.max(0, earlyMs), undefined, { signal });
      const text = `Page ${number}. ${SENTENCE.repeat(8)}`.trimEnd();
      const blocks = [{ kind: 'paragraph' as const, start: 0, end: text.length }];
      yield { type: 'page', page: { number, text, blocks, words: [], warnings: [] } };
    }
  };
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
