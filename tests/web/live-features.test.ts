import { afterAll, beforeAll, expect, test } from 'vitest';
import { clickstream } from '#features/definitions/examples/clickstream.ts';
import { callFromPage } from './fill-workspace.ts';
import { findAxeFaults } from './find-axe-faults.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Story } from './start-story.ts';

let story: Story;

beforeAll(async () => {
  story = await startStory();
  await story.page.goto(story.signInLink);
  await story.page.getByText('Nothing to ask yet').waitFor();
  await callFromPage(story.page, 'POST', '/feature-groups/apply', { groups: [clickstream] });
  await callFromPage(story.page, 'POST', '/topics/clicks/events', {
    events: makeClicks().map(value => ({ key: 'visitor-7', value })),
  });
});

afterAll(() => story?.[Symbol.asyncDispose]());

/** Forty pages that one visitor opened in the last minutes. */
function makeClicks(): object[] {
  const now = Date.now();
  return Array.from({ length: 40 }, (_, index) => ({
    event_id: `click-${index}`,
    visitor_id: 'visitor-7',
    occurred_at: now - (40 - index) * 20_000,
    action: 'page',
    page: `/page/${index % 7}`,
    dwell_ms: 1000 * index,
    scroll_percent: null,
    product_id: null,
    price_minor: null,
    device: 'phone',
  }));
}

test('a feature group is seen at work, and one visitor’s figures over time', async () => {
  const { page } = story;
  await page.getByRole('link', { name: 'Live features' }).click();
  const row = page.getByRole('row').filter({ hasText: 'clickstream@1' });
  await row.getByText('Running').waitFor();
  await expect.poll(async () => (await row.getByRole('cell').allTextContents())[6]).toBe('40');
  await page.getByRole('textbox', { name: 'Entity' }).fill('visitor-7');
  await page.getByRole('button', { name: 'Show' }).click();
  const card = page.getByRole('listitem').filter({ hasText: /^pages_1h/ });
  await card.waitFor();
  await expect.poll(() => card.locator('p').nth(1).textContent()).toBe('40');
  await card.getByRole('img').waitFor();
  await keepScreen(page, 'live-features-1440-light');
  expect(await findAxeFaults(page)).toEqual([]);
  expect(story.misdeeds).toEqual({ foreignRequests: [], problems: [] });
});
