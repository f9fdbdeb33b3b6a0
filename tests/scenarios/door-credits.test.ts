import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureOwner } from '#app/ensure-owner.ts';
import { limitTenant } from '#tests/support/create-limited-tenant.ts';
import { serveDoors } from '#tests/support/serve-doors.ts';
import type { ServedDoors } from '#tests/support/serve-doors.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const QUESTION = 'How many days of paid leave does everyone have?';
const MODEL = 'kb:staff-handbook';

let doors: ServedDoors;
let tenantId: string;
let openai: OpenAI;
let mcp: Client;

beforeAll(async () => {
  doors = await serveDoors();
  const libraryId = await doors.createLibrary('Staff handbook');
  await doors.index(libraryId, 'Leave', ['Everyone has 28 days of paid leave a year.']);
  ({ tenantId } = await ensureOwner(doors.context.db));
  const apiKey = await doors.createKey();
  openai = new OpenAI({ baseURL: `${doors.url}/v1`, apiKey, maxRetries: 0 });
  mcp = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${apiKey}` } };
  await mcp.connect(new StreamableHTTPClientTransport(new URL(`${doors.url}/mcp`), { requestInit }));
  doors.provider.always({ tokens: ['Everyone has 28 days [1].'] });
});
afterAll(async () => {
  await mcp.close();
  await doors[Symbol.asyncDispose]();
});
beforeEach(() => void (doors.provider.calls.length = 0));

const kindsBilled = async (): Promise<string[]> =>
  (await listRecords(doors.context.db, { tenantId, limit: 50 })).map(record => record.kind).toSorted();

const doorways: [string, string, () => Promise<unknown>][] = [
  ['a chat completion', 'answer', () => openai.chat.completions.create(chat)],
  ['embeddings', 'embedding', () => openai.embeddings.create({ model: 'fake-embedding', input: 'Leave' })],
  ['the tool ask', 'answer', () => mcp.callTool({ name: 'ask', arguments: { text: QUESTION } })],
];
const chat = { model: MODEL, messages: [{ role: 'user' as const, content: QUESTION }] };

test.each(doorways)('%s is billed once', async (_name, kind, call) => {
  const before = await kindsBilled();
  await call();
  expect(await kindsBilled()).toEqual([...before, kind].toSorted());
  expect(await checkBooks(doors.context.db, tenantId)).toEqual([]);
});

test('over the limit every door refuses with the numbers, and no provider is called', async () => {
  await limitTenant(doors.context.db, tenantId, { credits: 1 });
  const refusal = { status: 402, code: 'quota-exceeded', type: 'insufficient_quota' };
  await expect(openai.chat.completions.create(chat)).rejects.toMatchObject(refusal);
  await expect(openai.chat.completions.create({ ...chat, stream: true })).rejects.toMatchObject(refusal);
  const texts = { model: 'fake-embedding', input: 'Leave '.repeat(100) };
  await expect(openai.embeddings.create(texts)).rejects.toMatchObject(refusal);
  const asked = await mcp.callTool({ name: 'ask', arguments: { text: QUESTION } });
  expect(asked.isError).toBe(true);
  expect(JSON.stringify(asked.content)).toMatch(/credits|limit/i);
  expect(doors.provider.calls).toEqual([]);
  await limitTenant(doors.context.db, tenantId, {});
});
