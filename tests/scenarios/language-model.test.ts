import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLanguageModel } from '#ai/create-language-model.ts';
import type { CompletionPart, LanguageModel } from '#ai/complete.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';

const request = { system: 'Be brief.', messages: [{ role: 'user' as const, text: 'Why?' }] };

async function start(timeoutMs = 20_000) {
  const provider = await startFakeProvider();
  const model = open(provider.baseUrl, timeoutMs);
  onTestFinished(() => provider[Symbol.asyncDispose]());
  return { provider, model };
}

function open(baseUrl: string, timeoutMs = 20_000): LanguageModel {
  const model = createLanguageModel({
    languageModel: { baseUrl, apiKey: 'secret', model: 'small' },
    provider: { concurrency: 2, timeoutMs },
  })!;
  onTestFinished(() => model[Symbol.asyncDispose]());
  return model;
}

const signal = new AbortController().signal;

async function collect(model: LanguageModel): Promise<CompletionPart[]> {
  return await Array.fromAsync(model.stream(request, { signal }));
}

const failure = (model: LanguageModel) =>
  collect(model).then(
    () => 'no failure',
    (error: unknown) => error,
  );

test('no model configured is no model, not a broken one', () => {
  expect(createLanguageModel({ provider: { concurrency: 2, timeoutMs: 1 } })).toBeUndefined();
});

test('text arrives piece by piece and what the provider counted comes last', async () => {
  const { provider, model } = await start();
  provider.next({ tokens: ['Be', 'cause', ' of it.'] });
  expect(await collect(model)).toEqual([
    { type: 'text', text: 'Be' },
    { type: 'text', text: 'cause' },
    { type: 'text', text: ' of it.' },
    { type: 'usage', inputTokens: expect.any(Number), outputTokens: 3, source: 'provider' },
  ]);
  expect(provider.calls[0]!.headers['authorization']).toBe('Bearer secret');
  expect(provider.calls[0]!.body).toMatchObject({ model: 'small', stream: true });
});

test('tokens are estimated, and said to be, when the provider does not count', async () => {
  const { provider, model } = await start();
  provider.next({ tokens: ['Eight characters'], withoutUsage: true });
  expect((await collect(model)).at(-1)).toEqual({
    type: 'usage',
    inputTokens: expect.any(Number),
    outputTokens: 4,
    source: 'estimated',
  });
});

test.each([
  [401, {}, 'ProviderRefused', /QUARRY_LLM_API_KEY/],
  [404, {}, 'ProviderRefused', /QUARRY_LLM_BASE_URL.*QUARRY_LLM_MODEL/],
  [400, {}, 'ProviderRefused', /QUARRY_LLM_MODEL/],
  [500, {}, 'ProviderUnavailable', /QUARRY_LLM_BASE_URL/],
  [429, { 'retry-after': '3' }, 'ProviderOverloaded', /again in 3 s/],
])('status %i says what to do about it', async (status, headers, name, nextStep) => {
  const { provider, model } = await start();
  provider.next({ status, headers, body: '{"error":{"message":"internal detail"}}' });
  const error = await failure(model);
  expect(error).toMatchObject({ name, nextStep: expect.stringMatching(nextStep) });
  expect(String((error as Error).message)).not.toContain('internal detail');
  expect(String((error as Error).cause)).toContain('internal detail');
});

test('one failure is one call: nothing below us retries', async () => {
  const { provider, model } = await start();
  provider.always({ status: 503 });
  await failure(model);
  expect(provider.calls).toHaveLength(1);
});

test('a connection that breaks in the middle is a failure, not an answer', async () => {
  const { provider, model } = await start();
  provider.next({ tokens: ['a', 'b', 'c', 'd'], fault: 'reset' });
  expect(await failure(model)).toMatchObject({ name: 'ProviderUnavailable' });
});

test('a reply that is no completion is told apart from a broken connection', async () => {
  const { provider, model } = await start();
  provider.next({ body: '<html>Welcome to nginx</html>' });
  expect(await failure(model)).toMatchObject({ name: 'ProviderReplyInvalid' });
  provider.next({ body: 'data: {"choices": 7}\n\n', headers: { 'content-type': 'text/event-stream' } });
  expect(await failure(model)).toMatchObject({ name: 'ProviderReplyInvalid' });
});

test('a reply without text is a failure, not an answer', async () => {
  const { provider, model } = await start();
  provider.next({ tokens: ['', ' '] });
  expect(await failure(model)).toMatchObject({ name: 'ProviderReplyInvalid' });
});

test('nobody at the address is a sentence, not a stack', async () => {
  const port = await findClosedPort();
  expect(await failure(open(`http://127.0.0.1:${port}/v1`))).toMatchObject({ name: 'ProviderUnavailable' });
});

test.each(['no-headers', 'stalled-body', 'slow-loris'] as const)('%s ends at the deadline', async fault => {
  const { provider, model } = await start(300);
  provider.next({ fault, tokens: ['a', 'b'] });
  expect(await failure(model)).toMatchObject({ name: 'ProviderTimeout' });
  await provider.waitFor(() => provider.gauge.current === 0);
});

test('stopping ends the call upstream and tells the reason of the one who stopped', async () => {
  const { provider, model } = await start();
  provider.next({
    tokens: ['a', 'b'],
    beforeToken: index => (index === 1 ? new Promise(() => {}) : undefined),
  });
  const controller = new AbortController();
  const reason = new Error('enough');
  const reading = (async () => {
    for await (const _ of model.stream(request, { signal: controller.signal })) controller.abort(reason);
  })();
  await expect(reading).rejects.toBe(reason);
  await provider.waitFor(() => provider.gauge.current === 0);
  expect(provider.calls[0]!.outcome).toBe('abandoned');
});

test('leaving the loop early ends the call upstream', async () => {
  const { provider, model } = await start();
  provider.next({
    tokens: ['a', 'b'],
    beforeToken: index => (index === 1 ? new Promise(() => {}) : undefined),
  });
  for await (const part of model.stream(request, { signal })) if (part.type === 'text') break;
  await provider.waitFor(() => provider.gauge.current === 0);
  expect(provider.calls[0]!.outcome).toBe('abandoned');
});

async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return port;
}
