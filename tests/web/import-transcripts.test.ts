import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdSecondPiece } from './hold-second-piece.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const CONVERSATIONS = 400;

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await page.goto('/transcripts');
});

afterAll(() => story?.[Symbol.asyncDispose]());

/** Of more than 8 MB, so that it is sent in pieces. */
function makeLargeFile(): Buffer {
  const text = 'The turbine stood still again, and nobody told us why. '.repeat(100);
  const lines = Array.from({ length: CONVERSATIONS }, (_, number) =>
    JSON.stringify({
      external_id: `call-${number}`,
      started_at: new Date(Date.UTC(2026, 0, 1, 0, number)).toISOString(),
      turns: ['customer', 'agent', 'customer', 'agent'].map(speaker => ({ speaker, text })),
    }),
  );
  return Buffer.from(lines.join('\n'));
}

test('a large import is paused, goes on where it stood, and becomes conversations', async () => {
  const second = await holdSecondPiece(page);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'calls.jsonl', mimeType: 'application/x-ndjson', buffer: makeLargeFile() });
  await second.reached;
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused at \d+ %$/).waitFor();
  await keepScreen(page, 'paused-import-1440-light');
  await second.release();
  const resumed = page.waitForRequest(request => request.method() === 'PATCH');
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(Number((await resumed).headers()['upload-offset'])).toBeGreaterThan(0);
  await page.getByText(`${CONVERSATIONS} taken`).waitFor({ timeout: 90_000 });
  await page.getByText('Uploading').waitFor({ state: 'detached' });
});

test('a file that is no conversation is refused in words, and can be dismissed', async () => {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'empty.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.alloc(0) });
  const row = page.getByRole('listitem').filter({ hasText: 'empty.jsonl' });
  await row.waitFor();
  expect(await row.count()).toBe(1);
});

test('nothing of it asked another host, broke the policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
