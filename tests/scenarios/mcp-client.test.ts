import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createId } from '#kernel/ids.ts';
import { serveDoors } from '#tests/support/serve-doors.ts';
import type { ServedDoors } from '#tests/support/serve-doors.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

const PAGE = 'Everyone has 28 days of paid leave a year.';

let doors: ServedDoors;
let libraryId: string;
let documentId: string;
let chunkId: string;

beforeAll(async () => {
  doors = await serveDoors({ keyless: true });
  libraryId = await doors.createLibrary('Staff handbook');
  const document = await doors.index(libraryId, 'Leave', [PAGE]);
  documentId = document.id;
  chunkId = document.chunkIds[0]!;
});
afterAll(() => doors[Symbol.asyncDispose]());

/** What clients of the 2025 protocol and of the one after it do to connect. */
const eras = ['legacy', 'auto'] as const;
type Era = (typeof eras)[number];

async function connectOverHttp(options: { server?: ServedDoors; apiKey?: string; era?: Era } = {}) {
  const { server = doors, era = 'auto' } = options;
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era } });
  const headers = { authorization: `Bearer ${options.apiKey ?? (await server.createKey())}` };
  const url = new URL(`${server.url}/mcp`);
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

async function connectOverStdio(era: Era) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: era } });
  const env = {
    PATH: process.env['PATH']!,
    QUARRY_URL: doors.url,
    QUARRY_API_KEY: await doors.createKey(),
  };
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp'], env }));
  return { client, [Symbol.asyncDispose]: () => client.close() };
}

interface ToolResult {
  isError?: boolean;
  text: string;
  structured: any;
}

async function call(client: Client, name: string, args: object): Promise<ToolResult> {
  const result = await client.callTool({ name, arguments: { ...args } });
  const [first] = result.content as { text: string }[];
  return { isError: result.isError, text: first!.text, structured: result.structuredContent };
}

test.each(['http', 'stdio'].flatMap(transport => eras.map(era => [transport, era] as const)))(
  'the official client uses every tool over %s (%s protocol)',
  async (transport, era) => {
    await using connected = await (transport === 'http' ? connectOverHttp({ era }) : connectOverStdio(era));
    const { client } = connected;
    const { tools } = await client.listTools();
    expect(tools.map(tool => tool.name)).toEqual(['search', 'fetch', 'ask', 'list_documents']);

    const found = await call(client, 'search', { query: 'paid leave', library_ids: [libraryId] });
    expect(found.structured.passages).toMatchObject([{ chunk_id: chunkId, document_title: 'Leave' }]);
    expect(found.text).toContain(`[1] Leave, page 1 (id ${chunkId})`);

    const passage = await call(client, 'fetch', { id: chunkId });
    expect(passage.structured).toMatchObject({ document_id: documentId, text: PAGE });

    const answer = await call(client, 'ask', { text: 'How many days of paid leave does everyone have?' });
    expect(answer.structured).toMatchObject({
      answered_by: 'quotes',
      citations: [{ document_id: documentId }],
    });
    expect(answer.text).toContain(`“${PAGE}” [1]`);
    expect(answer.text).toContain('No model wrote this');

    const listed = await call(client, 'list_documents', { title_contains: 'eav' });
    expect(listed.structured.documents).toMatchObject([{ id: documentId, status: 'ready' }]);

    const nothing = await call(client, 'fetch', { id: createId() });
    expect(nothing).toMatchObject({ isError: true, text: 'There is no such document.' });
  },
);

test('a key is offered the tools that its scopes allow, and no others', async () => {
  await using connected = await connectOverHttp({ apiKey: await doors.createKey(['search:read']) });
  const { client } = connected;
  expect((await client.listTools()).tools.map(tool => tool.name)).toEqual(['search']);
  await expect(call(client, 'ask', { text: 'How much leave?' })).rejects.toThrow('ask');
});

// In the older protocol a cancellation is a message of its own, which a server without sessions cannot tie to a question.
test.each([
  ['closes while it waits', 'legacy'],
  ['closes while it waits', 'auto'],
  ['cancels its question', 'auto'],
] as const)('a client that %s stops the call to the provider (%s protocol)', async (way, era) => {
  await using server = await serveDoors();
  await server.index(await server.createLibrary('Staff handbook'), 'Leave', [PAGE]);
  server.provider.always({ until: new Promise(() => {}) });
  await using connected = await connectOverHttp({ server, era });
  const { client } = connected;
  const leaving = new AbortController();
  const question = { name: 'ask', arguments: { text: 'How many days of paid leave?' } };
  const asked = client.callTool(question, { signal: leaving.signal }).catch((error: Error) => error);
  const completion = () => server.provider.calls.find(each => each.path.endsWith('/completions'));
  await server.provider.waitFor(() => completion() !== undefined);
  if (way === 'cancels its question') leaving.abort();
  else await client.close();
  expect(await asked).toBeInstanceOf(Error);
  await server.provider.waitFor(() => completion()!.outcome === 'abandoned');
  // Sooner than a model that is silent would be given up.
  expect(completion()!.endedAtMs! - completion()!.receivedAtMs).toBeLessThan(20_000);
});

test('without a key nobody gets in', async () => {
  const reply = await fetch(`${doors.url}/mcp`, { method: 'POST', body: '{}' });
  expect(reply.status).toBe(401);
  expect(reply.headers.get('www-authenticate')).toContain('Bearer');
});

test('the tools of another tenant find nothing here, and foreign ids answer like missing ones', async () => {
  const stranger = await doors.signUpStranger();
  await using connected = await connectOverHttp({ apiKey: stranger.apiKey });
  const { client } = connected;
  expect((await call(client, 'list_documents', {})).text).toBe('There are no documents.');
  for (const [name, args] of Object.entries({
    search: (id: string) => ({ query: 'leave', library_ids: [id] }),
    ask: (id: string) => ({ text: 'How much leave?', document_ids: [id] }),
    fetch: (id: string) => ({ id }),
    list_documents: (id: string) => ({ library_id: id }),
  })) {
    const missing = await call(client, name, args(createId()));
    expect(missing.isError).toBe(true);
    for (const id of [libraryId, documentId, chunkId]) {
      expect(await call(client, name, args(id))).toEqual(missing);
    }
  }
});
