import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Locator, Page } from 'playwright-core';
import type { Story } from './start-story.ts';

const MAX_TABS = 80;

let story: Story;
let page: Page;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
});

afterAll(() => story?.[Symbol.asyncDispose]());

const hasFocus = (target: Locator) => target.evaluate(element => element === document.activeElement);

/** Whether one sees where the focus is: a ring, or the frame of the field that is written in. */
const showsFocus = () =>
  page.evaluate(() => {
    const focused = document.activeElement!;
    // An open card lets the focus pass between two ends of its own.
    if (focused.matches('body, textarea, [data-radix-focus-guard]')) return true;
    const { outlineStyle, outlineWidth } = getComputedStyle(focused);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  });

const describeFocus = () => page.evaluate(() => document.activeElement!.outerHTML.slice(0, 200));

/** Goes there by Tab alone, or by Shift+Tab; every stop on the way must be seen. */
async function tabTo(target: Locator, tab = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let count = 0; count < MAX_TABS; count++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press(tab);
    if (!(await showsFocus())) throw new Error(`Nobody sees the focus on ${await describeFocus()}`);
  }
  throw new Error(`${target.toString()} cannot be reached by ${tab}, which ends at ${await describeFocus()}`);
}

async function press(target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(target);
  await page.keyboard.press(key);
}

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
const question = () => page.getByRole('textbox', { name: 'Your question' });
const source = () => page.getByRole('region', { name: 'Source' });
const chip = () => page.locator('article[data-role=assistant] [data-citation]').first();

test('without a mouse one adds documents, leaves one out and takes it in again', async () => {
  await press(button('Use the sample library'));
  await page.getByText('Chatting with 8 documents').waitFor({ timeout: 100_000 });
  await press(page.getByRole('checkbox', { name: /^Ask / }).first(), 'Space');
  await page.getByText('Chatting with 7 documents').waitFor();
  await page.keyboard.press('Space');
  await page.getByText('Chatting with 8 documents').waitFor();
  expect(await page.locator('li[data-status=ready]').count()).toBe(8);
});

test('without a mouse one asks, reads the quotation, opens the page and comes back to where one was', async () => {
  await page.keyboard.press('/');
  await expect.poll(() => hasFocus(question())).toBe(true);
  await page.keyboard.type('How long did turbine');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('T3 stand still?');
  expect(await question().inputValue()).toContain('\n');
  await page.keyboard.press('Enter');
  await button('Good answer').waitFor();
  await tabTo(chip());
  await page.locator('blockquote').waitFor();
  await keepScreen(page, 'keyboard-citation-1440-light');
  await page.keyboard.press('Enter');
  await source()
    .getByText(/Citation 1 of/)
    .waitFor();
  await page.locator('[data-mark], mark').first().waitFor();
  await page.keyboard.press('ArrowRight');
  await source()
    .getByText(/Citation 2 of/)
    .waitFor();
  await page.keyboard.press('[');
  await source()
    .getByText(/Citation 1 of/)
    .waitFor();
  await page.keyboard.press('Escape');
  await source().waitFor({ state: 'detached' });
  await expect.poll(() => hasFocus(chip())).toBe(true);
});

test('without a mouse an insight is made, its citation opened, and the page of it closed again', async () => {
  const card = page.getByRole('article', { name: 'Summary', exact: true });
  await press(card.getByRole('button', { name: 'Generate: Summary' }));
  await press(card.getByRole('button', { name: 'View: Summary' }));
  const cited = page.locator('article[data-status=ready] [data-citation]').first();
  await press(cited);
  await source()
    .getByText(/Citation 1 of/)
    .waitFor();
  await page.keyboard.press('Escape');
  await cited.waitFor();
  await expect.poll(() => hasFocus(cited)).toBe(true);
  // The card of the quotation, which comes with the focus.
  await page.keyboard.press('Escape');
  await tabTo(
    page.getByRole('region', { name: 'Insights' }).getByRole('button', { name: /^More for/ }),
    'Shift+Tab',
  );
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Markdown' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => hasFocus(page.getByRole('menuitem').nth(1))).toBe(true);
  await page.keyboard.press('Escape');
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
});

test('without a mouse one finds a chat again, and changes the language', async () => {
  await page.keyboard.press('Control+k');
  const search = page.getByRole('searchbox', { name: 'Search titles and messages' });
  await expect.poll(() => hasFocus(search)).toBe(true);
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  await press(button('th'));
  await page.getByRole('textbox', { name: 'คำถามของคุณ' }).waitFor();
});

test('nothing of it asked another host, broke the policy or threw', () => {
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
