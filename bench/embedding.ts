import { parseArgs } from 'node:util';
import { embedAll } from '#ai/calls/embed-all.ts';
import { Providers } from '#ai/calls/providers.ts';
import { createEmbeddingModel } from '#ai/create-embedding-model.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { recordResult } from '../scripts/record-result.ts';
import { measureWholeDocument, PAGES } from './embedding/whole-document.ts';

/*
 * Embeds 100 and 500 passages of about 1,000 characters with a provider on this machine that takes 200 ms for a call,
 * however many texts it has: one by one, as many programs do, and as Quarry does. Then a document that is read,
 * embedded and stored by a worker, against the slowest of the three alone.
 */

const CALL_MS = 200;
const LIMIT = 2;
const BARS = new Map([
  [100, 10],
  [500, 12],
]);
const PIPELINE_BAR = 1.2;
const WORDS = ['harbour', 'light', 'keeper', 'lens', 'storm', 'oil', 'signal', 'rock', 'tide', 'lamp'];

const { values } = parseArgs({
  options: { batch: { type: 'string', default: '100' }, record: { type: 'boolean', default: false } },
});
const maxBatch = Number(values.batch);
const { signal } = new AbortController();

await using provider = await startFakeProvider();
provider.always({ latencyMs: CALL_MS });
const logger = createLogger({ level: 'silent', pretty: false });
await using providers = new Providers({ concurrency: LIMIT, logger });
await using model = createEmbeddingModel(
  {
    embeddingModel: { baseUrl: provider.baseUrl, model: 'fake', maxBatch, maxBatchTokens: 100_000 },
    provider: { concurrency: LIMIT, timeoutMs: 60_000 },
  },
  providers,
)!;

const figures: string[] = [];
const row: Record<string, string> = {};
let failed = false;
for (const [count, bar] of BARS) {
  const texts = Array.from({ length: count }, (_, number) => passage(number));
  const singleMs = await measure(() => oneByOne(model, texts));
  const oursMs = await measure(() =>
    embedAll(model, texts, { signal, purpose: 'document', parallel: LIMIT }),
  );
  const factor = singleMs / oursMs;
  console.log(
    `${count} passages: one by one ${seconds(singleMs)}, in batches of ${maxBatch} with ${LIMIT} at once ${seconds(oursMs)}`,
  );
  row[`${count} chunks, one by one`] = seconds(singleMs);
  row[`${count} chunks, ours`] = `${seconds(oursMs)}, ${factor.toFixed(1)} × as fast (bar ${bar} ×)`;
  figures.push(`${count} passages ${factor.toFixed(1)}x (bar ${bar}x)`);
  failed ||= factor < bar;
}
const ratio = await measurePipeline();
figures.push(`pipeline ${ratio.toFixed(2)}x its slowest stage (bar ${PIPELINE_BAR}x)`);
failed ||= ratio > PIPELINE_BAR;
row['pipeline to its slowest stage'] = `${ratio.toFixed(2)} (bar ${PIPELINE_BAR})`;
row['calls at once at most'] = `${provider.gauge.peak} of ${LIMIT}`;
if (values.record)
  await recordResult('embedding', {
    headline: failed ? 'A bar does not hold' : 'The bars hold',
    rows: [row],
    note: '`npm run bench -- embedding`',
  });
console.log(
  `embedding: ${figures.join(', ')}, ${provider.gauge.peak} calls at once at most${failed ? ': MISSED' : ''}`,
);
process.exitCode = failed ? 1 : 0;

async function oneByOne(embedding: EmbeddingModel, texts: string[]): Promise<void> {
  for (const text of texts) await embedding.embed([text], { signal, purpose: 'document' });
}

/** Reading is paced, embedding is the fake's, storing is ours: together they should take hardly longer than one. */
async function measurePipeline(): Promise<number> {
  const { readMs, embedMs, storeMs, wholeMs } = await measureWholeDocument(model, LIMIT);
  console.log(
    `a document of ${PAGES} pages: reading ${seconds(readMs)}, embedding ${seconds(embedMs)}, ` +
      `cutting and storing ${seconds(storeMs)}; all together ${seconds(wholeMs)}`,
  );
  return wholeMs / Math.max(readMs, embedMs, storeMs);
}

async function measure(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Differs in every passage, as real ones do. */
function passage(number: number): string {
  const words = Array.from(
    { length: 150 },
    (_, index) => WORDS[(number * 7 + index * (number + 3)) % WORDS.length],
  );
  return `Passage ${number}. ${words.join(' ')}.`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
