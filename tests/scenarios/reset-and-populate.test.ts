import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';

// The real commands, each a process of its own, on one store.

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const SAMPLES = 8;

let store: TestStore;
beforeAll(async () => {
  store = await createTestStore();
});
afterAll(() => store[Symbol.asyncDispose]());

async function quarry(args: string[], environment: Record<string, string> = {}): Promise<unknown> {
  const env = { ...process.env, ...store.environment, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--json', ...args], { env });
  return JSON.parse(stdout);
}

/** With --json what went wrong is told as JSON, too. */
const saying = (text: string) => ({ stdout: expect.stringContaining(text) });

const search = async (query: string) =>
  (await quarry(['search', query])) as { hits: { file_name: string }[]; searched_documents: number };

test('populate adds the samples, English and Thai', { timeout: 300_000 }, async () => {
  expect(await quarry(['populate'])).toMatchObject({ documents: { length: SAMPLES } });
  expect((await search('maintenance log')).searched_documents).toBe(SAMPLES);
  expect((await search('สหกรณ์')).hits[0]!.file_name).toBe('cooperative-guide-th.docx');
});

test('reset deletes nothing unasked, nor beneath a running server', async () => {
  await expect(quarry(['reset'])).rejects.toMatchObject(saying('--yes'));
  await using running = await startQuarry({ environment: store.environment });
  await expect(quarry(['reset', '--yes'])).rejects.toMatchObject(
    saying(store.store === 'pglite' ? String(running.process.pid) : 'store-in-use'),
  );
  expect((await search('maintenance log')).searched_documents).toBe(SAMPLES);
});

test('without the owner of a PostgreSQL database reset touches nothing', async () => {
  if (store.store === 'pglite') return;
  const refused = quarry(['reset', '--yes'], { DATABASE_OWNER_URL: '' });
  await expect(refused).rejects.toMatchObject(saying('DATABASE_OWNER_URL'));
  expect((await search('maintenance log')).searched_documents).toBe(SAMPLES);
});

test('reset leaves a store that is empty and works', async () => {
  expect(await quarry(['reset', '--yes'])).toEqual({ reset: expect.any(String) });
  expect(await search('maintenance log')).toMatchObject({ hits: [], searched_documents: 0 });
});
