import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { dropFiles } from './drop-files.ts';
import { openPage } from './open-browser.ts';
import { holdSecondPiece } from './hold-second-piece.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/library/', import.meta.url));

let provider: FakeProvider;
let story: Story;
let page: Page;

beforeAll(async () => {
  provider = await startFakeProvider();
  story = await startStory({
    QUARRY_EMBEDDING_BASE_URL: provider.baseUrl,
    QUARRY_EMBEDDING_MODEL: 'vectors',
  });
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(
    page,
    ['harbour-light-annual-report.pdf', 'members-meeting-minutes.txt'].map(name => path.join(samples, name)),
  );
  await page.getByText('Chatting with 2 documents').waitFor({ timeout: 90_000 });
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

const question = (at: Page) => at.getByRole('textbox', { name: 'Your question' });
const answers = (at: Page) => at.locator('article[data-role=assistant]');

async function ask(at: Page, text: string): Promise<void> {
  await question(at).fill(text);
  await at.keyboard.press('Enter');
}

test('what happens in one tab is seen in the other, without a reload', async () => {
  await ask(page, 'How long did turbine T3 stand still?');
  await answers(page).getByRole('button', { name: 'Good answer' }).waitFor();
  const other = await page.context().newPage();
  await other.goto(page.url());
  await answers(other).first().waitFor();
  await ask(page, 'What did the bearing cost?');
  await answers(other).nth(1).getByRole('button', { name: 'Good answer' }).waitFor();
  expect(await answers(other).nth(1).textContent()).toContain(
    (await answers(page).nth(1).locator('.prose-answer').textContent())!.slice(0, 40),
  );
  await dropFiles(other, [path.join(samples, 'operations-handbook.md')]);
  await page.getByText('Chatting with 3 documents').waitFor({ timeout: 90_000 });
  await other.close();
});

test('documents are taken out and added as chips, and narrow what is asked', async () => {
  const chips = page.getByRole('list', { name: 'Documents that are asked' });
  await chips
    .getByRole('button', { name: /^Leave out/ })
    .first()
    .click();
  await page.getByText('Chatting with 2 documents').waitFor();
  await expect.poll(() => page.url()).toContain('without=');
  await page.reload();
  await page.getByText('Chatting with 2 documents').waitFor();
  await page.getByRole('button', { name: 'Choose documents' }).click();
  await page.getByRole('menuitemcheckbox', { checked: false }).click();
  await page.keyboard.press('Escape');
  await page.getByText('Chatting with 3 documents').waitFor();
  expect(await chips.getByRole('button', { name: /^Leave out/ }).count()).toBe(3);
});

test('Ctrl K finds chats from anywhere, and / goes to the question', async () => {
  await page.locator('body').click({ position: { x: 900, y: 20 } });
  await page.keyboard.press('Control+k');
  await page.getByRole('searchbox', { name: 'Search titles and messages' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.locator('body').click({ position: { x: 900, y: 20 } });
  await page.keyboard.press('/');
  await expect.poll(() => question(page).evaluate(field => field === document.activeElement)).toBe(true);
});

test('a document that failed says why, and Retry makes it ready', async () => {
  provider.always({ status: 400, body: '{"error":{"message":"secret internals"}}' });
  await page.locator('input[type=file]').setInputFiles({
    name: 'tides.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Tides\n\nThe tide turns every six hours.\n'),
  });
  const row = page.locator('li[data-status=failed]').filter({ hasText: 'tides' });
  await row.waitFor({ timeout: 90_000 });
  provider.always({});
  await row.getByRole('button', { name: /^tides/i }).click();
  const details = page.getByRole('region', { name: 'Source' });
  await details.getByRole('alert').waitFor();
  await keepScreen(page, 'failed-details-1440-light');
  await details.getByRole('button', { name: 'Retry' }).click();
  await page.locator('li[data-status=ready]').filter({ hasText: 'tides' }).waitFor({ timeout: 90_000 });
  await expect.poll(() => details.getByRole('alert').count()).toBe(0);
});

test('the details of a document tell its pages, time and cost', async () => {
  await page.getByRole('button', { name: /^More for “harbour-light/i }).click();
  await page.getByRole('menuitem', { name: 'Details' }).click();
  const details = page.getByRole('region', { name: 'Source' });
  await details.getByText('Where the time went').waitFor();
  await details.getByText(/credits, \d+ pages/).waitFor();
  expect(new URL(page.url()).searchParams.get('view')).toBe('details');
  await keepScreen(page, 'document-details-1440-light');
});

test('a large upload is paused, goes on where it stood, and becomes a document', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quarry-large-'));
  const file = path.join(folder, 'large.pdf');
  const noise = randomBytes(12 * 1024 * 1024);
  await writeFile(file, await makePdf([pdf => pdf.text('A short page.').file(noise, { name: 'noise.bin' })]));
  const second = await holdSecondPiece(page);
  await page.locator('input[type=file]').setInputFiles(file);
  await second.reached;
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused at \d+ %$/).waitFor();
  await second.release();
  const resumed = page.waitForRequest(request => request.method() === 'PATCH');
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(Number((await resumed).headers()['upload-offset'])).toBeGreaterThan(0);
  await page.locator('li[data-status=ready]').filter({ hasText: 'large' }).waitFor({ timeout: 90_000 });
  await rm(folder, { recursive: true });
});

test('a shared chat is read by a stranger, until the link is taken back', async () => {
  await page.getByRole('button', { name: 'More for this chat' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Create a link' }).click();
  const link = await page.getByRole('textbox', { name: 'Share' }).inputValue();
  await keepScreen(page, 'share-dialog-1440-light');
  const stranger = await openPage(story.browser, { baseURL: story.url });
  const asked: string[] = [];
  stranger.page.on('request', request => asked.push(request.url()));
  await stranger.page.goto(link);
  await stranger.page.getByText('74 days').first().waitFor();
  expect(await stranger.page.context().cookies()).toEqual([]);
  const token = link.split('#')[1]!;
  expect(asked.filter(url => url.includes(token))).toEqual([]);
  await page.getByRole('button', { name: 'Take back' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Take back' }).count()).toBe(0);
  await stranger.page.reload();
  await stranger.page.getByText('This link does not show anything any more.').waitFor();
  await keepScreen(stranger.page, 'share-gone-1280-light');
  await stranger.page.context().close();
  await page.keyboard.press('Escape');
});

test('in all of it no page asked another host, broke its policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
