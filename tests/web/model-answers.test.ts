import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { dropFiles } from './drop-files.ts';
import { hostileMarkdown } from './hostile-markdown.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Story } from './start-story.ts';

const report = fileURLToPath(
  new URL('../../samples/library/harbour-light-annual-report.pdf', import.meta.url),
);
const never = new Promise<never>(() => undefined);

let provider: FakeProvider;
let story: Story;
let page: Page;

beforeAll(async () => {
  provider = await startFakeProvider();
  story = await startStory({ QUARRY_LLM_BASE_URL: provider.baseUrl, QUARRY_LLM_MODEL: 'fake-model' });
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(page, [path.resolve(report)]);
  await page.getByText('Chatting with 1 document').waitFor({ timeout: 60_000 });
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

// A conversation of its own for each test: what a test asks must not depend on what another was told.
beforeEach(async () => {
  await page.goto('/');
  await page.getByText('Chatting with 1 document').waitFor();
});

const stop = () => page.getByRole('button', { name: 'Stop', exact: true });
const send = () => page.getByRole('button', { name: 'Send' });
const answer = () => page.locator('article[data-role=assistant]').last();

async function ask(question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
}

test('an answer can be stopped before its first word, and the call to the model ends with it', async () => {
  provider.next({ until: never });
  const before = provider.calls.length;
  await ask('How long did turbine T3 stand still?');
  await provider.waitFor(() => provider.calls.length > before);
  await page.getByText('Writing…').waitFor();
  await stop().click();
  await answer().getByText('You stopped this answer.').waitFor();
  await provider.waitFor(() => provider.calls.at(-1)?.outcome === 'abandoned');
  await send().waitFor();
  expect(await page.getByText('No language model is connected.').count()).toBe(0);
});

test('after a reload an answer goes on from where it stood, and no word comes twice', async () => {
  const gate = Promise.withResolvers<void>();
  provider.next({
    tokens: ['Turbine T3 ', 'stood still ', 'for 74 days ', '[1].'],
    beforeToken: index => (index === 2 ? gate.promise : undefined),
  });
  await ask('How long did turbine T3 stand still?');
  await answer().getByText('Turbine T3 stood still').waitFor();
  await page.reload();
  await answer().getByText('Turbine T3 stood still').waitFor();
  await stop().waitFor();
  gate.resolve();
  await send().waitFor();
  expect(await answer().locator('.prose-answer').textContent()).toMatch(
    /^\s*Turbine T3 stood still for 74 days 1\.[!?]?\s*$/,
  );
  expect(await answer().locator('[data-citation]').count()).toBe(1);
});

test('Escape stops an answer, and the text that had come stays', async () => {
  provider.next({
    tokens: ['Turbine T3 stood still', ' and never again'],
    beforeToken: index => (index === 1 ? never : undefined),
  });
  await ask('How long did turbine T3 stand still?');
  await answer().getByText('Turbine T3 stood still').waitFor();
  await page.keyboard.press('Escape');
  await answer().getByText('You stopped this answer.').waitFor();
  expect(await answer().locator('.prose-answer').textContent()).toContain('Turbine T3 stood still');
});

test('an answer that was stopped goes on behind what there was of it', async () => {
  provider.next({
    tokens: ['Turbine T3 stood still ', 'and'],
    beforeToken: index => (index === 1 ? never : undefined),
  });
  await ask('How long did turbine T3 stand still?');
  await answer().getByText('Turbine T3 stood still').waitFor();
  await page.keyboard.press('Escape');
  provider.next({ tokens: ['for 74 days [1].'] });
  await answer().getByRole('button', { name: 'Continue' }).click();
  await answer().locator('[data-citation]').waitFor();
  await send().waitFor();
  const text = await answer().locator('.prose-answer').textContent();
  expect(text).toMatch(/^\s*Turbine T3 stood still\s?for 74 days/);
  expect(await answer().getByText('You stopped this answer.').count()).toBe(0);
});

test('when the model fails, the answer says so and what to do', async () => {
  provider.always({ status: 400, body: '{"error":{"message":"secret internals"}}' });
  await ask('How long did turbine T3 stand still?');
  const notice = answer().getByRole('alert');
  await notice.waitFor();
  expect((await notice.locator('p').allTextContents()).length).toBeGreaterThan(1);
  expect(await notice.textContent()).not.toContain('secret internals');
  provider.always({});
});

test('whatever a model writes, the page asks no other host and offers no way there', async () => {
  provider.next({ tokens: [`T3 stood still [1].\n\n${hostileMarkdown}`] });
  await ask('How long did turbine T3 stand still?');
  await send().waitFor();
  await answer().locator('[data-citation]').first().waitFor();
  const foreign = answer().locator('a, img, script, iframe, style, link, form, video, base, [style*=url]');
  expect(await foreign.count()).toBe(0);
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});

test('a sentence that its source does not support is marked, and says why on hover', async () => {
  const all = '[1][2][3][4][5][6][7][8]';
  provider.next({
    tokens: [`Turbine T3 stood still for 74 days ${all}. `, `Turbine T3 stood still for 99 days ${all}.`],
  });
  await ask('How long did turbine T3 stand still?');
  const note = answer().locator('button[data-proof=unsupported]');
  await note.waitFor();
  expect(await note.count()).toBe(1);
  expect(await note.getAttribute('aria-label')).toContain('Not supported by its source. ');
  await note.hover();
  await page.getByText('Checked by comparing words and numbers.').waitFor();
  await answer().getByText('1 of 2 sentences are not fully supported by the sources').waitFor();
});
