import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './drop-files.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/library/', import.meta.url));

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(page, [path.join(samples, 'harbour-light-annual-report.pdf')]);
  await page.getByText('Chatting with 1 document').waitFor({ timeout: 60_000 });
});

afterAll(() => story?.[Symbol.asyncDispose]());

const card = (name: string) => page.getByRole('article', { name, exact: true });
const panel = () => page.getByRole('region', { name: 'Insights' });

test('without a model interview tips say what they need, and nothing can be pressed', async () => {
  await card('Interview tips').getByText('Needs a language model.').waitFor();
  const generate = card('Interview tips').getByRole('button', { name: 'Generate: Interview tips' });
  expect(await generate.isDisabled()).toBe(true);
});

test('without a model a summary quotes the document, says so, and cites each sentence', async () => {
  await card('Summary').getByRole('button', { name: 'Generate: Summary' }).click();
  await card('Summary').getByRole('button', { name: 'View: Summary' }).click();
  await panel().getByText('the sentences are quoted from your documents').waitFor();
  await panel().locator('[data-citation]').first().waitFor();
  const bullets = await panel().locator('li:has([data-citation])').count();
  expect(bullets).toBeGreaterThan(2);
  expect(await panel().locator('[data-proof=unsupported]').count()).toBe(0);
  await keepScreen(page, 'insight-keyless');
});

test('keys step through the citations, except where one types', async () => {
  const open = () => new URL(page.url()).searchParams.get('citation');
  await panel().locator('[data-citation]').first().click();
  const source = page.getByRole('region', { name: 'Source' });
  await source.getByText(/Citation 1 of/).waitFor();
  const first = open();
  await page.keyboard.press(']');
  await source.getByText(/Citation 2 of/).waitFor();
  expect(open()).not.toBe(first);
  await page.keyboard.press('[');
  await source.getByText(/Citation 1 of/).waitFor();
  const question = page.getByRole('textbox', { name: 'Your question' });
  await question.press(']');
  expect(await question.inputValue()).toBe(']');
  expect(open()).toBe(first);
  await question.fill('');
  await source.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'All insights' }).click();
});

test('a kind of one’s own is made, renamed and deleted', async () => {
  await panel().getByRole('button', { name: 'New kind' }).click();
  const dialog = page.getByRole('dialog', { name: 'New kind' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Study guide');
  await dialog.getByRole('textbox', { name: 'Instructions' }).fill('Write for pupils of ten.');
  await keepScreen(page, 'own-kind-1440-light');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await card('Study guide').getByText('Write for pupils of ten.').waitFor();
  await panel().getByRole('button', { name: 'Change the kind “Study guide”' }).click();
  const change = page.getByRole('dialog', { name: 'Change the kind “Study guide”' });
  await change.getByRole('textbox', { name: 'Name' }).fill('For the school');
  await change.getByRole('button', { name: 'Save' }).click();
  await card('For the school').waitFor();
  expect(await card('Study guide').count()).toBe(0);
  await panel().getByRole('button', { name: 'Change the kind “For the school”' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete for good' }).click();
  await card('For the school').waitFor({ state: 'detached' });
});

test('nothing of it asked another host, broke the policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
