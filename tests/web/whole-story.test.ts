import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { extractFile } from '#tests/support/files/extract-file.ts';
import { dropFiles } from './drop-files.ts';
import { keepScreen } from './keep-screen.ts';
import { openPage } from './open-browser.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/library/', import.meta.url));
const sampleFiles = ['harbour-light-annual-report.pdf', 'ferry-guide-th.pdf', 'travel-policy.docx'];
const quoted = 'Turbine T3 lost a main bearing in April and stood still for 74 days';

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
});

afterAll(() => story?.[Symbol.asyncDispose]());

const question = () => page.getByRole('textbox', { name: 'Your question' });
const source = () => page.getByRole('region', { name: 'Source' });
const lastAnswer = () => page.locator('article[data-role=assistant]').last();

test('a newcomer signs in by the printed link, and the token is gone from the address', async () => {
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  expect(page.url()).not.toContain('token');
  expect(await question().isDisabled()).toBe(true);
  expect(await question().getAttribute('placeholder')).toContain('Add a document first');
  await keepScreen(page, 'first-visit-1440-light');
});

test('dropped files are read and become ready to be asked', async () => {
  await dropFiles(
    page,
    sampleFiles.map(name => path.join(samples, name)),
  );
  await page.locator('li[data-status=ready]').nth(2).waitFor({ timeout: 60_000 });
  await page.getByText('Chatting with 3 documents').waitFor();
  expect(await question().isEnabled()).toBe(true);
});

test('a question gets an answer whose citation opens the page with the sentence marked', async () => {
  await question().fill('How long did turbine T3 stand still?');
  await question().press('Enter');
  await lastAnswer().getByText('No model wrote this').waitFor();
  const chip = lastAnswer().locator('[data-citation]').first();
  await chip.hover();
  await page.locator('blockquote').waitFor();
  await keepScreen(page, 'citation-card-1440-light');
  await chip.click();
  await page.locator('[data-mark]').first().waitFor();
  await page.getByRole('img', { name: /as it looks/ }).waitFor();
  await source().getByRole('button', { name: 'Text', exact: true }).click();
  await page.locator('mark').first().waitFor();
  expect(await page.locator('mark').allTextContents()).toContainEqual(expect.stringContaining(quoted));
  await source().getByRole('button', { name: 'Page', exact: true }).click();
  await page.locator('[data-mark]').first().waitFor();
  await page.mouse.move(5, 5);
  await page.locator('blockquote').waitFor({ state: 'detached' });
  await keepScreen(page, 'cited-answer-1440-light');
});

test('after a reload the conversation and the open page are as they were', async () => {
  await page.reload();
  await page.locator('[data-mark]').first().waitFor();
  expect(new URL(page.url()).searchParams.get('citation')).toMatch(/^\d+$/);
  await lastAnswer().locator('[data-citation]').first().waitFor();
});

test('slides of the documents are made, and taken along as a file for PowerPoint', async () => {
  await source().getByRole('button', { name: 'Close' }).click();
  const card = page.getByRole('article', { name: 'Slides', exact: true });
  await card.getByRole('button', { name: 'Generate: Slides' }).click();
  await card.getByRole('button', { name: 'View: Slides' }).click();
  const slides = page.locator('article[data-status=ready]');
  const point = slides.locator('li:has([data-citation])').first();
  await point.waitFor();
  const insights = page.getByRole('region', { name: 'Insights' });
  await insights.getByRole('button', { name: /^More for/ }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'PowerPoint' }).click();
  const download = await waiting;
  const { pages } = await extractFile('deck.pptx', await readFile(await download.path()));
  const text = pages.map(each => each.text).join('\n');
  expect(download.suggestedFilename()).toMatch(/\.pptx$/);
  expect(pages.length).toBeGreaterThan(2);
  expect(text).toContain((await point.textContent())!.slice(0, 30).trim());
  expect(text).toMatch(/harbour-light-annual-report, page \d+: “/);
  await page.getByRole('button', { name: 'All insights' }).click();
});

test('with nothing selected the question field says why it is closed', async () => {
  const all = page.getByRole('checkbox', { name: 'Select all' });
  await all.click();
  expect(await question().getAttribute('placeholder')).toBe('Select at least one document to ask.');
  await all.click();
  await page.getByText('Chatting with 3 documents').waitFor();
});

test('a broken file fails with its cause within reach, and everything else goes on', async () => {
  await page.locator('input[type=file]').setInputFiles({
    name: 'broken.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\nthis is no PDF'),
  });
  const why = page.getByRole('button', { name: 'Why “broken” failed' });
  await why.waitFor({ timeout: 60_000 });
  await why.hover();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await keepScreen(page, 'failed-document-1440-light');
  await page.mouse.move(5, 5);
  expect(await page.locator('li[data-status=ready]').count()).toBe(3);
});

test('on a phone, in the dark and in Thai, three tabs hold the same conversation', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.getByRole('button', { name: 'th', exact: true }).click();
  await page.getByRole('button', { name: 'แชต', exact: true }).click();
  await page.getByRole('textbox', { name: 'คำถามของคุณ' }).fill('เรือข้ามฟากใช้เวลาเดินทางเท่าไร');
  await page.keyboard.press('Enter');
  await page.locator('article[data-role=assistant]').nth(1).locator('[data-citation]').first().waitFor();
  await keepScreen(page, 'chat-360-dark-thai');
  await lastAnswer().locator('[data-citation]').first().click();
  await page.locator('[data-mark], mark').first().waitFor();
  await keepScreen(page, 'source-360-dark-thai');
  await page.getByRole('button', { name: 'เอกสาร', exact: true }).click();
  await keepScreen(page, 'documents-360-dark-thai');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('whoever opens a used link is told how to get a new one', async () => {
  const stranger = await openPage(story.browser, { baseURL: story.url });
  await stranger.page.goto(story.signInLink);
  const problem = stranger.page.getByRole('alert');
  await problem.waitFor();
  expect(await problem.textContent()).toContain('already used');
  expect(await problem.textContent()).toContain('npx quarry sign-in-link');
  await keepScreen(stranger.page, 'used-link-1280-light');
});

test('in the whole story no page asked another host, broke its policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
