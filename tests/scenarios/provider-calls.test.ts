import { expect, onTestFinished, test } from 'vitest';
import { CallTimer } from '#ai/calls/call-timer.ts';
import { embedAll } from '#ai/calls/embed-all.ts';
import { Providers } from '#ai/calls/providers.ts';
import { createEmbeddingModel } from '#ai/create-embedding-model.ts';
import { createLanguageModel } from '#ai/create-language-model.ts';
import { ProviderOverloaded } from '#ai/provider-errors.ts';
import type { Database } from '#kernel/db/database.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { createMetrics } from '#kernel/telemetry/metrics.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const { signal } = new AbortController();
const request = { system: 'Be brief.', messages: [{ role: 'user' as const, text: 'Why?' }] };

async function start() {
  // With an embedded store nothing is shared: limits are the process's own.
  const store = process.env['QUARRY_TEST_STORE'] === 'postgres' ? await openTestStore() : undefined;
  onTestFinished(() => store?.[Symbol.asyncDispose]());
  const provider = await startFakeProvider();
  onTestFinished(() => provider[Symbol.asyncDispose]());
  return { db: store?.db, provider };
}

/** What one process has; several of them share the store. */
function openModels({ db, provider }: { db?: Database; provider: FakeProvider }, timeoutMs = 20_000) {
  const metrics = createMetrics();
  const providers = new Providers({ concurrency: 2, db, logger, metrics });
  const { baseUrl } = provider;
  const config = {
    embeddingModel: { baseUrl, model: 'vectors', maxBatch: 10 },
    languageModel: { baseUrl, model: 'small' },
    provider: { concurrency: 2, timeoutMs },
  };
  const embedding = createEmbeddingModel(config, providers)!;
  const language = createLanguageModel(config, providers)!;
  for (const each of [providers, embedding, language]) onTestFinished(() => each[Symbol.asyncDispose]());
  const embed = (texts: string[], timer?: CallTimer) =>
    embedding.embed(texts, { signal, purpose: 'document', timer });
  return { metrics, embedding, language, embed };
}

test('a failure that passes is not seen by the caller', async () => {
  const { db, provider } = await start();
  const { embed } = openModels({ db, provider });
  provider.next({ status: 503 });
  expect(await embed(['lamp'])).toHaveLength(1);
  expect(provider.calls).toHaveLength(2);
});

test('an answer that was begun is not begun again', async () => {
  const { db, provider } = await start();
  const { language } = openModels({ db, provider });
  const begun = Promise.withResolvers<void>();
  const beforeToken = (index: number) => (index === 1 ? begun.promise : undefined);
  provider.next({ tokens: ['a', 'b', 'c'], fault: 'reset', beforeToken });
  const reading = (async () => {
    for await (const _ of language.stream(request, { signal })) begun.resolve();
  })();
  await expect(reading).rejects.toMatchObject({ name: 'ProviderUnavailable' });
  expect(provider.calls).toHaveLength(1);
});

test('a pause that the provider asked one model for holds for its other models too', async () => {
  const { db, provider } = await start();
  const { embed, language } = openModels({ db, provider });
  provider.next({ status: 429, headers: { 'retry-after': '60' } });
  const refused = await embed(['lamp']).catch((error: unknown) => error as ProviderOverloaded);
  expect(refused).toBeInstanceOf(ProviderOverloaded);
  expect(Math.round((refused as ProviderOverloaded).retryAfterMs! / 1_000)).toBe(60);
  await expect(Array.fromAsync(language.stream(request, { signal }))).rejects.toMatchObject({
    name: 'ProviderHeldBack',
  });
  expect(provider.calls).toHaveLength(1);
});

test('two models in two processes never call more than the limit at once', async () => {
  const { db, provider } = await start();
  const one = openModels({ db, provider });
  // PGlite belongs to one process, which has one set of limits.
  const other = db ? openModels({ db, provider }) : one;
  provider.always({ latencyMs: 5 });
  const texts = Array.from({ length: 100 }, (_, number) => `text ${number}`);
  await Promise.all(
    [one, other].flatMap(models => [
      embedAll(models.embedding, texts, { signal, purpose: 'document', parallel: 4 }),
      Array.fromAsync(models.language.stream(request, { signal })),
    ]),
  );
  expect(provider.calls).toHaveLength(22);
  expect(provider.gauge.peak).toBe(2);
});

test('a text keeps its vector through batches that are answered out of order', async () => {
  const { db, provider } = await start();
  const { embedding, embed } = openModels({ db, provider });
  const texts = Array.from({ length: 45 }, (_, number) => `word${number} word${number * 7}`);
  provider.always(call => ({ latencyMs: call.number === 1 ? 40 : 1, distort: data => data.toReversed() }));
  const all = await embedAll(embedding, texts, { signal, purpose: 'document', parallel: 3 });
  expect(all).toHaveLength(45);
  expect(all.slice(0, 10)).toEqual(await embed(texts.slice(0, 10)));
  expect(all.slice(40)).toEqual(await embed(texts.slice(40)));
});

test('waiting and calling are measured apart, for the caller and for the operator', async () => {
  const { db, provider } = await start();
  const { embed, metrics } = openModels({ db, provider });
  // The first call of a process also prepares its permits.
  await embed(['lamp']);
  provider.always({ latencyMs: 200 });
  const timers = [new CallTimer(), new CallTimer(), new CallTimer()];
  await Promise.all(timers.map(timer => embed(['lamp'], timer)));
  const [first, , third] = timers.map(timer => timer.timings);
  expect(first!.firstByteMs).toBeGreaterThanOrEqual(190);
  expect(first!.permitWaitMs).toBeLessThan(third!.permitWaitMs);
  expect(third!.permitWaitMs).toBeGreaterThanOrEqual(190);
  expect(third!.retrySleepMs).toBe(0);
  expect(third!.totalMs).toBeGreaterThanOrEqual(third!.permitWaitMs + third!.firstByteMs);
  const text = await metrics.metrics();
  const host = new URL(provider.baseUrl).host;
  const labels = `provider="${host}",model="vectors",operation="embed",outcome="ok"`;
  for (const phase of ['permit_wait', 'connection_wait', 'first_byte', 'body', 'total'])
    expect(text).toContain(`quarry_provider_call_${phase}_seconds_count{${labels}} 4`);
  expect(text).not.toContain('tenant');
});

test('the deadline covers the wait for a permit', async () => {
  const { db, provider } = await start();
  const { embed } = openModels({ db, provider }, 1_000);
  provider.always({ fault: 'no-headers' });
  const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd'].map(text => embed([text])));
  expect(outcomes.map(each => each.status === 'rejected' && each.reason.name)).toEqual(
    Array.from({ length: 4 }).fill('ProviderTimeout'),
  );
  expect(provider.calls).toHaveLength(2);
  await provider.waitFor(() => provider.gauge.current === 0);
});

test('no call is made for whoever has left', async () => {
  const { db, provider } = await start();
  const { embedding } = openModels({ db, provider });
  const release = Promise.withResolvers<void>();
  provider.always({ until: release.promise });
  const controller = new AbortController();
  const texts = Array.from({ length: 60 }, (_, number) => `text ${number}`);
  const options = { signal: controller.signal, purpose: 'document', parallel: 2 } as const;
  const embedding60 = embedAll(embedding, texts, options);
  await provider.waitFor(() => provider.gauge.current === 2);
  controller.abort(new Error('cancelled'));
  await expect(embedding60).rejects.toThrow('cancelled');
  release.resolve();
  await provider.waitFor(() => provider.gauge.current === 0);
  expect(provider.calls).toHaveLength(2);
});
