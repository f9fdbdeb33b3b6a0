import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import { serveDoors } from '#tests/support/serve-doors.ts';
import type { ServedDoors } from '#tests/support/serve-doors.ts';

let doors: ServedDoors;
let keyless: ServedDoors;
let client: OpenAI;
let libraryId: string;

const QUESTION = 'How many days of paid leave does everyone have?';

beforeAll(async () => {
  [doors, keyless] = await Promise.all([serveDoors(), serveDoors({ keyless: true })]);
  for (const each of [doors, keyless]) {
    libraryId = await each.createLibrary('Staff handbook');
    await each.index(libraryId, 'Leave', ['Everyone has 28 days of paid leave a year.']);
  }
  client = await clientOf(doors);
});
afterAll(async () => {
  await doors[Symbol.asyncDispose]();
  await keyless[Symbol.asyncDispose]();
});
beforeEach(() => {
  doors.provider.calls.length = 0;
  doors.provider.always({ tokens: ['Everyone has ', '28 days', ' [1].'] });
});

const clientOf = async (server: ServedDoors, apiKey?: string): Promise<OpenAI> =>
  new OpenAI({ baseURL: `${server.url}/v1`, apiKey: apiKey ?? (await server.createKey()), maxRetries: 0 });

const question = {
  model: 'kb:staff-handbook',
  messages: [{ role: 'user' as const, content: QUESTION }],
};

interface Extras {
  citations: { index: number; document_title: string; quote: string }[];
  answered_by: string;
}

const extrasOf = (reply: object): Extras => reply as Extras;

test('each library is a model', async () => {
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  expect(models).toEqual(['kb:staff-handbook', 'fake-embedding']);
  expect((await client.models.retrieve('kb:staff-handbook')).owned_by).toBe('quarry');
  await expect(client.models.retrieve('kb:nothing')).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    type: 'invalid_request_error',
  });
});

test('a chat completion answers from the library, with its sources', async () => {
  const reply = await client.chat.completions.create(question);
  expect(reply.choices[0]).toMatchObject({
    message: { role: 'assistant', content: 'Everyone has 28 days [1].' },
    finish_reason: 'stop',
  });
  expect(reply.usage!.total_tokens).toBe(reply.usage!.prompt_tokens + reply.usage!.completion_tokens);
  expect(reply.usage!.prompt_tokens).toBeGreaterThan(0);
  expect(extrasOf(reply)).toMatchObject({
    answered_by: 'model',
    citations: [{ index: 1, document_title: 'Leave', quote: 'Everyone has 28 days of paid leave a year.' }],
  });
});

test('a streamed completion says the same, with usage when asked', async () => {
  const chunks = [];
  const options = { ...question, stream: true as const, stream_options: { include_usage: true } };
  for await (const chunk of await client.chat.completions.create(options)) chunks.push(chunk);
  expect(chunks.map(chunk => chunk.choices[0]?.delta.content ?? '').join('')).toBe(
    'Everyone has 28 days [1].',
  );
  expect(new Set(chunks.map(chunk => chunk.id)).size).toBe(1);
  const [end, usage] = chunks.slice(-2);
  expect(end!.choices[0]!.finish_reason).toBe('stop');
  expect(extrasOf(end!).citations).toHaveLength(1);
  expect(usage).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) as number } });
});

test('the helper that puts a stream together gets the whole message', async () => {
  const final = await client.chat.completions.stream(question).finalChatCompletion();
  expect(final.choices[0]!.message.content).toBe('Everyone has 28 days [1].');
});

test('earlier turns reach the model, instructions of the client do not', async () => {
  await client.chat.completions.create({
    model: 'kb:staff-handbook',
    messages: [
      { role: 'system', content: 'Talk like a pirate.' },
      { role: 'user', content: 'What is the handbook about?' },
      { role: 'assistant', content: 'About leave.' },
      { role: 'user', content: [{ type: 'text', text: QUESTION }] },
    ],
  });
  const sent = JSON.stringify(doors.provider.calls.at(-1)!.body);
  expect(sent).toContain('What is the handbook about?');
  expect(sent).not.toContain('pirate');
});

test('the exchange is kept among the conversations only when asked', async () => {
  const before = await doors.countConversations();
  await client.chat.completions.create(question);
  expect(await doors.countConversations()).toBe(before);
  await client.chat.completions.create({ ...question, store: true });
  expect(await doors.countConversations()).toBe(before + 1);
});

test('a client that leaves stops the answer and the call to the provider', async () => {
  const never = new Promise(() => {});
  doors.provider.always({
    tokens: ['Everyone ', 'has '],
    beforeToken: index => (index === 1 ? never : undefined),
  });
  const leaving = new AbortController();
  const stream = await client.chat.completions.create(
    { ...question, stream: true, store: true },
    { signal: leaving.signal },
  );
  for await (const chunk of stream) if (chunk.choices[0]?.delta.content) leaving.abort();
  await doors.provider.waitFor(() => doors.provider.calls.at(-1)!.outcome === 'abandoned');
  await expect.poll(() => doors.listRunStates()).toContain('stopped');
});

test('so does one that waits for a reply in one piece', async () => {
  const never = new Promise(() => {});
  doors.provider.always({ until: never });
  const leaving = new AbortController();
  const reply = client.chat.completions.create(question, { signal: leaving.signal });
  await doors.provider.waitFor(() => doors.provider.calls.length > 0);
  leaving.abort();
  await expect(reply).rejects.toThrow('aborted');
  await doors.provider.waitFor(() => doors.provider.calls.at(-1)!.outcome === 'abandoned');
});

test('a provider that fails is told by status, streamed or not', async () => {
  doors.provider.always({ status: 401 });
  const failure = { status: 502, code: 'provider-refused', type: 'server_error' };
  await expect(client.chat.completions.create(question)).rejects.toMatchObject(failure);
  await expect(client.chat.completions.create({ ...question, stream: true })).rejects.toMatchObject(failure);
});

test('a stream that breaks in the middle ends with an error the client throws', async () => {
  doors.provider.always({ tokens: ['Everyone ', 'has '], fault: 'reset' });
  const read = async () => {
    let text = '';
    for await (const chunk of await client.chat.completions.create({ ...question, stream: true }))
      text += chunk.choices[0]?.delta.content ?? '';
    return text;
  };
  await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError);
});

test('what cannot be done is refused with the name of the parameter', async () => {
  const refused = (body: object) =>
    client.chat.completions.create({ ...question, ...body }).then(
      () => undefined,
      (error: InstanceType<typeof OpenAI.APIError>) => ({ status: error.status, param: error.param }),
    );
  expect(await refused({ n: 2 })).toEqual({ status: 400, param: 'n' });
  expect(await refused({ messages: [] })).toEqual({ status: 400, param: 'messages' });
  expect(await refused({ messages: [{ role: 'assistant', content: 'Hello' }] })).toEqual({
    status: 400,
    param: 'messages',
  });
  expect(await refused({ model: 'gpt-4' })).toMatchObject({ status: 404 });
});

test('embeddings come as floats and as base64, and are the same', async () => {
  const input = ['paid leave', 'parental leave'];
  const floats = await client.embeddings.create({ model: 'fake-embedding', input, encoding_format: 'float' });
  const decoded = await client.embeddings.create({ model: 'fake-embedding', input });
  expect(floats.data.map(each => each.index)).toEqual([0, 1]);
  expect(decoded.data.map(each => each.embedding)).toEqual(floats.data.map(each => each.embedding));
  expect(floats.data[0]!.embedding).not.toEqual(floats.data[1]!.embedding);
  expect(floats.usage.prompt_tokens).toBeGreaterThan(0);
});

test('without an embedding model it says so', async () => {
  const bare = await clientOf(keyless);
  await expect(bare.embeddings.create({ model: 'any', input: 'text' })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('No embedding model is configured') as string,
  });
});

test('without a language model the answer is quoted and says so', async () => {
  const bare = await clientOf(keyless);
  const reply = await bare.chat.completions.create(question);
  expect(reply.choices[0]!.message.content).toBe('“Everyone has 28 days of paid leave a year.” [1]');
  expect(extrasOf(reply).answered_by).toBe('quotes');
});

test('a library is searched as a vector store', async () => {
  const bare = await clientOf(keyless);
  const page = await bare.vectorStores.search(libraryId, { query: 'paid leave', max_num_results: 3 });
  expect(page.data).toHaveLength(1);
  expect(page.data[0]).toMatchObject({
    filename: 'Leave.txt',
    attributes: { document_title: 'Leave', page_start: 1 },
    content: [{ type: 'text', text: 'Everyone has 28 days of paid leave a year.' }],
  });
  await expect(bare.vectorStores.search(createId(), { query: 'leave' })).rejects.toMatchObject({
    status: 404,
  });
});

test('keys and scopes hold here as everywhere, in the form that OpenAI’s clients read', async () => {
  const wrong = await clientOf(doors, 'qk_wrong');
  await expect(wrong.models.list()).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
  const reader = await clientOf(doors, await doors.createKey(['libraries:read']));
  await expect(reader.models.list()).resolves.toBeDefined();
  await expect(reader.chat.completions.create(question)).rejects.toMatchObject({
    status: 403,
    type: 'permission_error',
  });
});

test('another tenant sees none of it', async () => {
  const stranger = await keyless.signUpStranger();
  const other = await clientOf(keyless, stranger.apiKey);
  expect((await other.models.list()).data).toEqual([]);
  await expect(other.chat.completions.create(question)).rejects.toMatchObject({ status: 404 });
  await expect(other.vectorStores.search(libraryId, { query: 'leave' })).rejects.toMatchObject({
    status: 404,
  });
});
