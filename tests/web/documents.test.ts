import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPage } from './open-browser.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
});

afterAll(() => story?.[Symbol.asyncDispose]());

const row = (title: string) => page.locator('li[data-status]', { hasText: title });

async function deleteDocument(title: string): Promise<void> {
  await page.getByRole('button', { name: `More for “${title}”` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await row(title).waitFor({ state: 'detached' });
}

test('who has nothing to ask yet is offered the sample library, and can ask it a minute later', async () => {
  await page.getByRole('button', { name: 'Use the sample library' }).click();
  await page.getByText('Chatting with 8 documents').waitFor({ timeout: 100_000 });
  expect(await page.locator('li[data-status=ready]').count()).toBe(8);
});

test('a deleted document is gone at once, and back by Undo', async () => {
  await deleteDocument('travel-policy');
  await page.getByText('Chatting with 7 documents').waitFor();
  await page.getByText('The document was deleted.').waitFor();
  await keepScreen(page, 'deleted-document-1440-light');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Chatting with 8 documents').waitFor();
  expect(await row('travel-policy').count()).toBe(1);
});

test('who missed the Undo takes it back from the deleted documents', async () => {
  await deleteDocument('operations-handbook');
  await page.getByRole('status').getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Library: Sample library' }).click();
  await page.getByRole('menuitem', { name: 'Deleted documents' }).click();
  const dialog = page.getByRole('dialog', { name: 'Deleted documents' });
  await dialog.getByText(/Can be restored until/).waitFor();
  await keepScreen(page, 'deleted-documents-1440-light');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  await dialog.getByText('Nothing was deleted lately.').waitFor();
  await page.keyboard.press('Escape');
  await row('operations-handbook').waitFor();
  expect(await page.locator('li[data-status=ready]').count()).toBe(8);
});

test('the cause of a failure opens by focus and by a tap, with the way to try again', async () => {
  await page.locator('input[type=file]').setInputFiles({
    name: 'broken.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.7\nthis is no PDF'),
  });
  const why = page.getByRole('button', { name: 'Why “broken” failed' });
  await why.waitFor({ timeout: 60_000 });
  // By the keyboard: a mouse that goes by must not keep cards open.
  await page.getByRole('checkbox', { name: 'Select all' }).focus();
  await page.keyboard.press('Tab');
  await why.focus();
  await page.getByRole('button', { name: 'Retry' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Retry' }).waitFor({ state: 'detached' });
  expect(await tapCause()).toContain('Retry');
});

/** On a phone, where nothing hovers. */
async function tapCause(): Promise<string> {
  const storageState = await page.context().storageState();
  const phone = await openPage(story.browser, {
    baseURL: story.url,
    storageState,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  await phone.page.goto('/?area=documents');
  await phone.page.getByRole('button', { name: 'Why “broken” failed' }).tap();
  await phone.page.getByRole('button', { name: 'Retry' }).waitFor();
  await keepScreen(phone.page, 'failed-document-360-light');
  const card = await phone.page.getByRole('dialog').innerText();
  await phone.page.context().close();
  return card;
}

test('nothing of it asked another host, broke the policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
