import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import { reply } from '#tests/support/open-insight-api.ts';
import { dropFiles } from './drop-files.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Story } from './start-story.ts';

const sample = (name: string): string =>
  fileURLToPath(new URL(`../../samples/library/${name}`, import.meta.url));

let provider: FakeProvider;
let story: Story;
let page: Page;
/** Opened when the model may answer. */
let gate = Promise.withResolvers<void>();

beforeAll(async () => {
  provider = await startFakeProvider();
  provider.always(answer);
  story = await startStory({ QUARRY_LLM_BASE_URL: provider.baseUrl, QUARRY_LLM_MODEL: 'fake-model' });
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(page, [path.resolve(sample('harbour-light-annual-report.pdf'))]);
  await page.getByText('Chatting with 1 document').waitFor({ timeout: 60_000 });
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

/** Quotes a sentence of the first passage that was sent, and says something that stands nowhere. */
function answer(call: ReceivedCall) {
  const [system, material] = call.body.messages.map((each: { content: unknown }) =>
    typeof each.content === 'string' ? each.content : JSON.stringify(each.content),
  );
  const passage = />\\?n?\s*(.+?)(?:\\n)?<\/passage>/s.exec(material)?.[1] ?? '';
  const sentence = /[A-Z][^.\\]{40,200}\./.exec(passage)?.[0] ?? 'The report speaks of wind.';
  const texts = [`${sentence.slice(0, -1)} [1].`, 'The company was founded in 1742 by 19 sailors [1].'];
  const slides = { title: 'The year', slides: [{ title: 'What happened', bullets: texts }] };
  const body = system.includes('slides of a talk') ? slides : { title: 'The year in short', points: texts };
  const last = { title: 'A talk of the year', bullets: texts };
  return { ...reply(system.includes('last slide') ? last : body), until: gate.promise };
}

const panel = () => page.getByRole('region', { name: 'Insights' });
const card = (name: string) => page.getByRole('article', { name, exact: true });
const opened = () => page.locator('article[data-status=ready]');

test('a summary is generated with its progress in view, then read with citations and marks of doubt', async () => {
  gate = Promise.withResolvers<void>();
  await card('Summary').getByRole('button', { name: 'Generate: Summary' }).click();
  await card('Summary')
    .getByText(/Generating… 0 of \d/)
    .waitFor();
  gate.resolve();
  await card('Summary').getByRole('button', { name: 'View: Summary' }).click();
  await opened().getByRole('heading').first().waitFor();
  await opened().getByText('Written by fake-model').waitFor();
  await opened()
    .getByText(/\d of \d+ sentences are not fully supported/)
    .waitFor();
  await opened().locator('[data-citation]').first().waitFor();
  expect(await opened().locator('[data-proof=unsupported]').count()).toBeGreaterThan(0);
  await keepScreen(page, 'insight');
});

test('a citation opens the page it stands on, and closing the page comes back to the insight', async () => {
  await opened().locator('[data-citation]').first().click();
  const source = page.getByRole('region', { name: 'Source' });
  await source.waitFor();
  await expect.poll(() => new URL(page.url()).searchParams.get('insight')).toMatch(/^[0-9a-f-]{36}$/);
  await source.getByRole('button', { name: 'Close' }).click();
  await opened().getByText('Written by fake-model').waitFor();
  await page.reload();
  await opened().getByText('Written by fake-model').waitFor();
});

test('an insight is taken along as Markdown, deleted, and taken back', async () => {
  await panel()
    .getByRole('button', { name: /^More for/ })
    .click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Markdown' }).click();
  const markdown = await readFile(await (await download).path(), 'utf8');
  expect(markdown).toContain('[^1]:');
  await page.getByRole('button', { name: 'All insights' }).click();
  const history = page.getByRole('list', { name: 'History' });
  await history
    .getByRole('button', { name: /^More for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('The insight was deleted.').waitFor();
  await expect.poll(() => history.getByRole('listitem').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => history.getByRole('listitem').count()).toBe(1);
});

test('what is being generated can be cancelled and retried', async () => {
  gate = Promise.withResolvers<void>();
  await card('Slides').getByRole('button', { name: 'Generate: Slides' }).click();
  await card('Slides')
    .getByText(/Generating… 0 of \d/)
    .waitFor();
  await keepScreen(page, 'insights-generating');
  await card('Slides').getByRole('button', { name: 'Cancel' }).click();
  await card('Slides').getByText('Cancelled').waitFor();
  gate.resolve();
  await card('Slides').getByRole('button', { name: 'View: Slides' }).click();
  await page.getByRole('button', { name: 'Retry' }).click();
  await opened().getByText('What happened').first().waitFor();
  expect(await opened().getByText('What happened').count()).toBeGreaterThan(0);
  await keepScreen(page, 'insight-slides');
});

test('the panel is whole on a narrow screen, in the dark and in Thai', async () => {
  await page.getByRole('button', { name: 'All insights' }).click();
  await keepScreen(page, 'insights');
  await page.setViewportSize({ width: 360, height: 780 });
  await page.getByRole('navigation').getByRole('button', { name: 'Insights' }).click();
  await card('Summary').waitFor();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await keepScreen(page, 'insights-360');
  await page.evaluate(() => {
    localStorage.setItem('quarry.language', 'th');
    localStorage.setItem('quarry.theme', 'dark');
  });
  await page.reload();
  await page.getByRole('article', { name: 'สรุป', exact: true }).waitFor();
  expect(await overflow()).toBeLessThanOrEqual(0);
  await keepScreen(page, 'insights-360-dark-thai');
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
