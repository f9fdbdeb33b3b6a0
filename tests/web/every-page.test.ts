import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { clickstream } from '#features/definitions/examples/clickstream.ts';
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
let insight: string;

const givenUp = {
  items: [
    {
      id: '00000000-0000-7000-8000-000000000001',
      state: 'dead',
      document_id: '00000000-0000-7000-8000-000000000002',
      document_title: 'tide-tables',
      document_status: 'failed',
      cause: {
        code: 'provider-unreachable',
        message: 'The provider of embeddings does not answer.',
        next_step: 'Check that it runs, then retry.',
      },
      attempts: 5,
      created_at: '2026-01-05T09:00:00Z',
      due_at: '2026-01-05T09:00:00Z',
      started_at: null,
      ended_at: '2026-01-05T09:30:00Z',
      timeline: [],
    },
  ],
  next_cursor: null,
};

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
    name: 'insight',
    path: () => `/?insight=${insight}&area=source`,
    ready: page => page.locator('article[data-status=ready] [data-citation]').first().waitFor(),
  },
  { name: 'documents', path: () => '/?area=documents', ready: openCause },
  { name: 'trash', path: () => '/?area=documents', ready: openTrash },
  { name: 'chats', path: () => '/', ready: openChats },
  {
    name: 'live',
    path: () => '/live',
    ready: page => page.getByRole('cell', { name: 'Running' }).waitFor(),
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
  { name: 'given-up', path: () => '/jobs', ready: openGivenUp },
  { name: 'invite', path: () => '/settings', ready: openInvitation },
  {
    name: 'transcripts',
    path: () => '/transcripts',
    ready: page => page.getByRole('region', { name: 'Worst turns' }).locator('li').first().waitFor(),
  },
  { name: 'share', path: () => shareUrl, ready: page => page.locator('.prose-answer').waitFor() },
  { name: 'sign-in', path: () => '/sign-in', ready: heading('Sign in to Quarry') },
  { name: 'not-found', path: () => '/nowhere', ready: heading('There is no page at this address.') },
];

/** By focus, as it opens without a mouse. */
async function openCause(page: Page): Promise<void> {
  const cause = page.getByRole('button', { name: 'Why “broken” failed' });
  await cause.waitFor();
  await page.keyboard.press('Tab');
  await cause.focus();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
}

async function openTrash(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Library: / }).click();
  await page.getByRole('menuitem', { name: 'Deleted documents' }).click();
  await page.getByText(/Can be restored until/).waitFor();
}

async function openChats(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Conversations:/ }).click();
  await page.getByRole('searchbox', { name: 'Search titles and messages' }).waitFor();
}

async function openInvitation(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('dialog', { name: 'Invite' }).waitFor();
}

/** A job is given up after half an hour of retries; here the server only says that one was. */
async function openGivenUp(page: Page): Promise<void> {
  await page.route('**/api/v1/jobs?*', route => route.fulfill({ json: givenUp }));
  await page.reload();
  await page.getByRole('button', { name: 'Retry: tide-tables' }).waitFor();
}

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
  const document = new URL(page.url()).searchParams.get('document');
  await callFromPage(page, 'POST', '/api-keys', { name: 'Command line', scopes: ['documents:read'] });
  await callFromPage(page, 'POST', '/members', { email: 'keeper@example.test', name: 'Keeper' });
  const { token } = await callFromPage<{ token: string }>(page, 'POST', '/shares', { conversation_id: chat });
  shareUrl = `/share/conversation#${token}`;
  await callFromPage(page, 'POST', '/transcripts/import', makeTranscripts());
  insight = await makeSummary(page, document!);
  await callFromPage(page, 'POST', '/feature-groups/apply', { groups: [clickstream] });
  await addTwoMore(page);
  const span = 'since=2026-01-01T00:00:00Z&until=2026-02-01T00:00:00Z';
  const worst = `/transcripts/worst-turns?${span}`;
  await vi.waitUntil(
    async () => (await callFromPage<{ items: object[] }>(page, 'GET', worst)).items.length > 0,
    { timeout: 60_000, interval: 200 },
  );
}

async function makeSummary(page: Page, document: string): Promise<string> {
  const asked = { kind: 'summary', document_ids: [document] };
  const { id } = await callFromPage<{ id: string }>(page, 'POST', '/insights', asked);
  const isReady = async () =>
    (await callFromPage<{ status: string }>(page, 'GET', `/insights/${id}`)).status === 'ready';
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 200 });
  return id;
}

/** One that nobody can read, and one that lies in the trash. */
async function addTwoMore(page: Page): Promise<void> {
  await page.locator('input[type=file]').setInputFiles([
    { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nthis is no PDF') },
    { name: 'tides.md', mimeType: 'text/markdown', buffer: Buffer.from('# Tides\n\nThey turn.\n') },
  ]);
  await page.locator('li[data-status=failed]').waitFor({ timeout: 60_000 });
  await page.getByText('Chatting with 4 documents').waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: 'More for “tides”' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByText('Chatting with 3 documents').waitFor();
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
  }, 300_000);
}
