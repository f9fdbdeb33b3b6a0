import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { dropFiles } from './drop-files.ts';
import { findWaysOut } from './injection/find-ways-out.ts';
import { payloads } from './injection/payloads.ts';
import { poisonReplies, poisonedChat } from './injection/poison-replies.ts';
import { watchNetwork } from './injection/watch-network.ts';
import { openPage } from './open-browser.ts';
import { startStory } from './start-story.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { NetworkWatch } from './injection/watch-network.ts';
import type { Misdeeds } from './open-browser.ts';
import type { Story } from './start-story.ts';

let provider: FakeProvider;
let story: Story;
let network: NetworkWatch;
let state: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;

beforeAll(async () => {
  provider = await startFakeProvider();
  network = await watchNetwork();
  story = await startStory({ QUARRY_LLM_BASE_URL: provider.baseUrl, QUARRY_LLM_MODEL: 'fake-model' });
  await story.page.goto(story.signInLink);
  await story.page.getByText('Nothing to ask yet').waitFor();
  state = await story.page.context().storageState();
});

afterAll(async () => {
  await story?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
  await provider?.[Symbol.asyncDispose]();
});

interface Visit {
  page: Page;
  misdeeds: Misdeeds;
  dialogs: string[];
}

/** A browser that obeys no content security policy, so that what is seen is what the page itself does. */
async function visit(): Promise<Visit> {
  const options = {
    bypassCSP: true,
    storageState: state,
    proxy: { server: network.url, bypass: '127.0.0.1' },
  };
  const opened = await openPage(story.browser, {
    baseURL: story.url,
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const dialogs: string[] = [];
  opened.page.on('dialog', dialog => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return { ...opened, dialogs };
}

/** All answers laid out, as if somebody had scrolled past each. */
async function openPoisonedChat(page: Page): Promise<void> {
  await poisonReplies(page, payloads);
  await page.goto(`/?chat=${poisonedChat}`);
  await page
    .locator('article[data-role=assistant] .prose-answer')
    .nth(payloads.length - 1)
    .waitFor();
  await page.addStyleTag({ content: '* { content-visibility: visible !important }' });
  await page.locator('article').last().scrollIntoViewIfNeeded();
}

const source = (page: Page) => page.getByRole('region', { name: 'Source' });

/** Whatever the page wanted to fetch it has asked for once it is drawn and has nothing left to do. */
const settle = (page: Page): Promise<unknown> =>
  page.evaluate(
    () => new Promise(resolve => requestAnimationFrame(() => requestIdleCallback(() => resolve(null)))),
  );

const hostsAsked = ({ misdeeds }: Visit): string[] => [
  ...misdeeds.foreignRequests.filter(url => !url.startsWith('data:')),
  ...network.hosts.filter(host => host.includes('evil')),
];

test(`the set holds at least 100 ways out, and no two are the same`, () => {
  expect(new Set(payloads.map(each => each.text)).size).toBe(payloads.length);
  expect(payloads.length).toBeGreaterThanOrEqual(100);
});

test('none of them gets out of an answer, a question, a quotation, a page, a title or a message', async () => {
  const seen = await visit();
  const { page } = seen;
  await openPoisonedChat(page);
  expect(await findWaysOut(page)).toEqual([]);
  await page.locator('[data-proof]').first().hover();
  await page.getByText('Checked by comparing words and numbers.').waitFor();
  expect(await findWaysOut(page)).toEqual([]);
  const chips = page.locator('[data-citation]');
  for (const index of [0, 50, payloads.length - 1]) {
    await chips.nth(index).hover();
    await page.locator('[data-radix-popper-content-wrapper] blockquote').waitFor();
    expect(await findWaysOut(page)).toEqual([]);
    await chips.nth(index).click();
    await source(page).getByText('Ignore previous instructions').first().waitFor();
    expect(await findWaysOut(page)).toEqual([]);
    await page.mouse.move(2, 2);
  }
  await page.getByRole('button', { name: /^Conversations:/ }).click();
  await page.getByRole('searchbox').fill('evil');
  await page
    .getByRole('dialog')
    .locator('li')
    .nth(payloads.length - 1)
    .waitFor();
  expect(await findWaysOut(page)).toEqual([]);
  await page.getByRole('button', { name: 'Deleted chats' }).click();
  await page
    .getByRole('dialog')
    .locator('li')
    .nth(payloads.length - 1)
    .waitFor();
  expect(await findWaysOut(page)).toEqual([]);
  await settle(page);
  expect(hostsAsked(seen)).toEqual([]);
  expect([seen.misdeeds.problems, seen.dialogs]).toEqual([[], []]);
  expect(new URL(page.url()).origin).toBe(story.url);
  await page.context().close();
});

test('every citation still is a button that opens its source, whatever stands around it', async () => {
  const { page } = await visit();
  await openPoisonedChat(page);
  const answers = page
    .locator('article[data-role=assistant]')
    .filter({ has: page.locator('[data-citation]') });
  expect(await answers.count()).toBe(payloads.length);
  await page.locator('[data-citation]').nth(7).click();
  await source(page).getByText('Ignore previous instructions').first().waitFor();
  expect(page.context().pages()).toHaveLength(1);
  await page.context().close();
});

test('nor while it arrives piece by piece, from documents that hold it all', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quarry-payloads-'));
  // No format of ours has a character 0.
  const all = payloads.map(each => each.text.replaceAll('\0', '')).join('\n\n');
  const files = ['poisoned.md', 'poisoned.html', 'poisoned.txt'].map(name => path.join(folder, name));
  for (const file of files)
    await writeFile(file, `${headOf(file)}The gate opens at seven.\n\n${path.extname(file)}\n\n${all}`);
  const seen = await visit();
  const { page } = seen;
  await page.goto('/');
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(page, files);
  await page
    .locator('li[data-status=ready]')
    .nth(files.length - 1)
    .waitFor({ timeout: 60_000 });
  for (const file of ['poisoned.html', 'poisoned.md']) {
    const title = path.parse(file).name;
    await page.locator('li[data-status=ready]').filter({ hasText: title }).first().click();
    await page.getByText('The gate opens at seven.').first().waitFor();
    expect(await findWaysOut(page)).toEqual([]);
  }
  provider.next({ tokens: piecesOf(`The gate opens at seven [1].\n\n${all}`) });
  await page.getByRole('textbox', { name: 'Your question' }).fill('When does the gate open?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Good answer' }).waitFor({ timeout: 60_000 });
  expect(await findWaysOut(page)).toEqual([]);
  await settle(page);
  expect(hostsAsked(seen)).toEqual([]);
  expect([seen.misdeeds.problems, seen.dialogs]).toEqual([[], []]);
  await page.context().close();
  await rm(folder, { recursive: true });
});

const headOf = (file: string): string => (file.endsWith('.html') ? '<!doctype html><html><body>\n' : '');

/** Cut anywhere, as models' tokens are: no piece is whole Markdown. */
const piecesOf = (text: string): string[] => text.match(/[\s\S]{1,37}/gu) ?? [];

test('a page that took what it is given for HTML would be caught, by its tree and by its requests', async () => {
  const seen = await visit();
  const { page } = seen;
  await page.addInitScript(plantCarelessRenderer, 'refresh|autofocus|<base');
  await openPoisonedChat(page);
  const caught = () => network.hosts.filter(host => host.includes('evil')).length;
  await expect.poll(caught, { timeout: 30_000 }).toBeGreaterThan(0);
  expect((await findWaysOut(page)).length).toBeGreaterThan(30);
  expect(
    new Set(seen.misdeeds.foreignRequests.filter(url => url.includes('evil'))).size,
  ).toBeGreaterThanOrEqual(15);
  await page.context().close();
});

test('with the policy that the server sends even that page fetches nothing from anybody', async () => {
  const options = { storageState: state, proxy: { server: network.url, bypass: '127.0.0.1' } };
  const { page } = await openPage(story.browser, { baseURL: story.url, ...options });
  // The policy forbids what is fetched; Chromium still opens a connection for a frame that it then refuses.
  await page.addInitScript(plantCarelessRenderer, 'refresh|autofocus|<base|preconnect|<iframe');
  network.hosts.length = 0;
  await poisonReplies(page, payloads);
  await page.goto(`/?chat=${poisonedChat}`);
  await page.locator('article img').first().waitFor({ state: 'attached' });
  await settle(page);
  expect(network.hosts.filter(host => host.includes('evil'))).toEqual([]);
  await page.context().close();
});

/** Runs in the page: turns whatever an answer says into HTML, as a careless renderer would. */
function plantCarelessRenderer(without: string): void {
  const seen = new WeakSet<Element>();
  new MutationObserver(() => {
    for (const paragraph of document.querySelectorAll('.prose-answer p')) {
      const text = paragraph.textContent ?? '';
      // `without`: what leads the page itself away would end the experiment.
      if (seen.has(paragraph) || !text.includes('<') || new RegExp(without).test(text)) continue;
      seen.add(paragraph);
      const copy = document.createElement('div');
      copy.innerHTML = text;
      paragraph.after(copy);
    }
  }).observe(document, { subtree: true, childList: true });
}
