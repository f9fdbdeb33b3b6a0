import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

// Without these Chromium calls home, and a test could not tell our own foreign requests from the browser's.
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium that `npm run test:web` found or installed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['QUARRY_CHROMIUM'];
  if (!executablePath) throw new Error('QUARRY_CHROMIUM names no browser: run `npm run test:web`.');
  return chromium.launch({ executablePath, args: flags });
}

/** What a page must never do: ask another host, break the content security policy, or throw. */
export interface Misdeeds {
  foreignRequests: string[];
  problems: string[];
}

/** A page of its own person, with a record of what it should not have done. */
export async function openPage(
  browser: Browser,
  { baseURL, ...options }: BrowserContextOptions & { baseURL: string },
): Promise<{ page: Page; misdeeds: Misdeeds }> {
  const context = await browser.newContext({ baseURL, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const misdeeds: Misdeeds = { foreignRequests: [], problems: [] };
  page.on('request', request => {
    if (new URL(request.url()).origin !== baseURL) misdeeds.foreignRequests.push(request.url());
  });
  page.on('pageerror', error => misdeeds.problems.push(error.message));
  page.on('console', message => {
    // The browser itself reports every refused call; what the page makes of it is for the tests to see.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) misdeeds.problems.push(message.text());
  });
  return { page, misdeeds };
}
