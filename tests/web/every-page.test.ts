import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dropFiles } from './drop-files.ts';
import { callFromPage, makeTranscripts } from './fill-workspace.ts';
import { findAxeFaults } from './find-axe-faults.ts';
import { keepScreen } from './keep-screen.ts';
import { openPage } from './open-browser.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/library/', import.meta.url));

let story: Story;
let state: Awaited<ReturnType<ReturnType<Page['context']>['storageState']>>;
let chat: string;
let shareUrl: string;
let sourceUrl: string;

interface Place {
  name: string;
  path: () => string;
  /** Stands on the page when what it shows has come. */
  ready: (page: Page) => Promise<unknown>;
}

const heading = (name: string) => (page: Page) => page.getByRole('heading', { name, exact: true }).waitFor();

const places: Place[] = [
  { name: 'workspace', path: () => `/?chat=${chat}`, ready: page => page.locator('.prose-answer').waitFor() },
  {
    name: 'source',
    path: () => sourceUrl,
    ready: page => page.locator('[data-mark], mark').first().waitFor(),
  },
  {
    name: 'details',
    path: () => `${sourceUrl}&view=details`,
    ready: page => page.getByText('Where the time went').waitFor(),
  },
  {
    name: 'live',
    path: () => '/live',
    ready: page => page.getByText('There is no feature group yet.').waitFor(),
  },
  {
    name: 'usage',
    path: () => '/usage',
    ready: page => page.getByRole('region', { name: 'Records' }).last().locator('tbody tr').first().waitFor(),
  },
  {
    name: 'jobs',
    path: () => '/jobs',
    ready: page => page.getByText('Nothing was given up.').waitFor(),
  },
  {
    name: 'settings',
    path: () => '/settings',
    ready: page => page.getByRole('cell', { name: 'Command line' }).first().waitFor(),
  },
  {
    name: 'transcripts',
    path: () => '/transcripts',
    ready: page => page.getByRole('region', { name: 'Worst turns' }).locator('li').first().waitFor(),
  },
  { name: 'share', path: () => shareUrl, ready: page => page.locator('.prose-answer').waitFor() },
  { name: 'sign-in', path: () => '/sign-in', ready: heading('Sign in to Quarry') },
  { name: 'not-found', path: () => '/nowhere', ready: heading('There is no page at this address.') },
];

beforeAll(async () => {
  story = await startStory();
  const { page } = story;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await fill(page);
  state = await page.context().storageState();
});

afterAll(() => story?.[Symbol.asyncDispose]());

async function fill(page: Page): Promise<void> {
  await dropFiles(page, [
    path.join(samples, 'harbour-light-annual-report.pdf'),
    path.join(samples, 'ferry-guide-th.pdf'),
    path.join(samples, 'operations-handbook.md'),
  ]);
  await page.getByText('Chatting with 3 documents').waitFor({ timeout: 90_000 });
  await page.getByRole('textbox', { name: 'Your question' }).fill('How long did turbine T3 stand still?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Good answer' }).waitFor();
  chat = new URL(page.url()).searchParams.get('chat')!;
  await page.locator('[data-citation]').first().click();
  await page.locator('[data-mark], mark').first().waitFor();
  sourceUrl = `/${new URL(page.url()).search}`;
  await callFromPage(page, 'POST', '/api-keys', { name: 'Command line', scopes: ['documents:read'] });
  await callFromPage(page, 'POST', '/members', { email: 'keeper@example.test', name: 'Keeper' });
  const { token } = await callFromPage<{ token: string }>(page, 'POST', '/shares', { conversation_id: chat });
  shareUrl = `/share/conversation#${token}`;
  await callFromPage(page, 'POST', '/transcripts/import', makeTranscripts());
  const span = 'since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z';
  const worst = `/transcripts/worst-turns?${span}`;
  await vi.waitUntil(
    async () => (await callFromPage<{ items: object[] }>(page, 'GET', worst)).items.length > 0,
    { timeout: 60_000, interval: 200 },
  );
}

interface Look {
  theme: 'light' | 'dark';
  width: number;
  height: number;
}

const looks: Look[] = [
  { theme: 'light', width: 1440, height: 900 },
  { theme: 'dark', width: 1440, height: 900 },
  { theme: 'light', width: 360, height: 740 },
  { theme: 'dark', width: 360, height: 740 },
];

for (const { theme, width, height } of looks) {
  test(`no page has a serious fault of access, nor scrolls sideways: ${theme}, ${width} px`, async () => {
    const options = { storageState: state, colorScheme: theme, viewport: { width, height } } as const;
    const { page, misdeeds } = await openPage(story.browser, { baseURL: story.url, ...options });
    const faults: string[] = [];
    for (const place of places) {
      // A signed-in visitor of the sign-in page is not sent on; a fragment alone would not load the page anew.
      await page.goto('about:blank');
      await page.goto(place.path());
      await place.ready(page);
      await keepScreen(page, `page-${place.name}-${width}-${theme}`);
      faults.push(...(await findAxeFaults(page)).map(fault => `${place.name}: ${fault}`));
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) faults.push(`${place.name}: ${overflow} px wider than the screen`);
    }
    expect(faults).toEqual([]);
    expect(misdeeds.problems).toEqual([]);
    await page.context().close();
  });
}
