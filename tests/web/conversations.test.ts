import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './drop-files.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/library/', import.meta.url));
const report = path.join(samples, 'harbour-light-annual-report.pdf');

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(page, [report]);
  await page.getByText('Chatting with 1 document').waitFor({ timeout: 60_000 });
  await ask('How long did turbine T3 stand still?');
  await page.getByRole('button', { name: 'New chat', exact: true }).click();
  await ask('What did the bearing cost?');
});

afterAll(() => story?.[Symbol.asyncDispose]());

const answer = () => page.locator('article[data-role=assistant]').last();
const history = (title: string | RegExp) => page.getByRole('button', { name: title });
const panel = () => page.getByRole('dialog', { name: 'Conversations' });

async function ask(question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question);
  await page.keyboard.press('Enter');
  await answer().getByRole('button', { name: 'Good answer' }).waitFor();
}

async function openMenu(item: string): Promise<void> {
  await page.getByRole('button', { name: 'More for this chat' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a chat takes its title from the first question, and another one when asked to', async () => {
  await history('Conversations: What did the bearing cost?').waitFor();
  await openMenu('Rename');
  await page.getByRole('textbox', { name: 'Title' }).fill('Costs of repair');
  await page.getByRole('button', { name: 'Save' }).click();
  await history('Conversations: Costs of repair').waitFor();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
});

test('what was written is found while one types, with the place that has it', async () => {
  await history(/^Conversations:/).click();
  await panel().getByRole('searchbox').fill('bearing');
  await panel().getByText('Costs of repair').waitFor();
  await panel().getByRole('searchbox').fill('stood sti');
  // What was found before stays until then, and has these words, too.
  await expect.poll(() => panel().locator('li').count()).toBe(1);
  await panel().locator('li').filter({ hasText: 'stood still' }).waitFor();
  await keepScreen(page, 'search-chats-1440-light');
  await panel().getByRole('searchbox').fill('nowhere');
  await panel().getByText('No chat has all of these words.').waitFor();
  await panel().getByRole('searchbox').fill('turbine T3');
  await panel()
    .getByRole('button', { name: /How long did turbine T3/ })
    .click();
  await history('Conversations: How long did turbine T3 stand still?').waitFor();
});

test('an answer is judged, and a reload remembers it', async () => {
  await answer().getByRole('button', { name: 'Bad answer' }).click();
  await answer().getByRole('textbox').fill('I asked for hours.');
  await keepScreen(page, 'judged-answer-1440-light');
  const kept = page.waitForResponse(response => response.request().postData()?.includes('hours') === true);
  await answer().getByRole('button', { name: 'Send' }).click();
  expect((await kept).status()).toBe(204);
  await page.reload();
  const pressed = answer().getByRole('button', { name: 'Bad answer', pressed: true });
  await pressed.waitFor();
  const taken = page.waitForResponse(response => response.request().method() === 'DELETE');
  await pressed.click();
  expect((await taken).status()).toBe(204);
  await answer().getByRole('button', { name: 'Bad answer', pressed: false }).waitFor();
});

test('a wrong citation is reported on its card, and the source beside it says so', async () => {
  const chip = answer().locator('[data-citation]').first();
  await chip.hover();
  const card = page.locator('blockquote').locator('..');
  await card.getByRole('button', { name: 'Wrong citation' }).click();
  await card.getByRole('button', { name: 'Reported as wrong' }).waitFor();
  await keepScreen(page, 'reported-citation-1440-light');
  await chip.click();
  const source = page.getByRole('region', { name: 'Source' });
  await source.getByRole('button', { name: 'Reported as wrong' }).click();
  await source.getByRole('button', { name: 'Wrong citation' }).waitFor();
  await expect.poll(() => source.getByRole('button', { name: 'Reported as wrong' }).count()).toBe(0);
});

test('a chat is taken along as Markdown', async () => {
  const waiting = page.waitForEvent('download');
  await openMenu('Export as Markdown');
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^conversation-.*\.md$/);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toMatch(/^# How long did turbine T3 stand still\?/);
  expect(text).toMatch(/^\[\^1\]: .*, page \d+: “.*74 days/m);
});

test('a deleted chat is gone at once, and back by Undo', async () => {
  await openMenu('Delete this chat');
  await page.getByText('The chat was deleted.').waitFor();
  await history('Conversations: New chat').waitFor();
  await keepScreen(page, 'deleted-chat-1440-light');
  await page.getByRole('button', { name: 'Undo' }).click();
  await history('Conversations: How long did turbine T3 stand still?').waitFor();
  await answer().getByText('74 days').first().waitFor();
  await expect.poll(() => page.getByText('The chat was deleted.').count()).toBe(0);
});

test('who missed the Undo takes it back from the deleted chats', async () => {
  await openMenu('Delete this chat');
  await page.getByRole('button', { name: 'Dismiss', exact: true }).last().click();
  await page.reload();
  // The open source takes the focus when it is there, and would close what was opened before.
  await page
    .getByRole('region', { name: 'Source' })
    .getByRole('img', { name: /as it looks/ })
    .waitFor();
  await history('Conversations: New chat').waitFor();
  await history(/^Conversations:/).click();
  await panel().getByText('Costs of repair').waitFor();
  await expect.poll(() => panel().getByText('How long did turbine T3').count()).toBe(0);
  await panel().getByRole('button', { name: 'Deleted chats' }).click();
  await panel()
    .getByText(/Can be restored until/)
    .waitFor();
  await keepScreen(page, 'deleted-chats-1440-light');
  await panel().getByRole('button', { name: 'Restore' }).click();
  await history('Conversations: How long did turbine T3 stand still?').waitFor();
});

test('in all of it no page asked another host, broke its policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
