import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { openBrowser, openPage } from './open-browser.ts';
import type { Browser, Page } from 'playwright-core';
import type { Misdeeds } from './open-browser.ts';

export interface Story extends AsyncDisposable {
  url: string;
  browser: Browser;
  page: Page;
  misdeeds: Misdeeds;
  /** The link that the program printed for its owner; it works once. */
  signInLink: string;
}

/** The real program in an empty folder, and a browser that has not yet been there. */
export async function startStory(environment: Record<string, string> = {}): Promise<Story> {
  // Whatever fails on the way, what was started by then is ended again.
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quarry-web-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const quarry = started.use(await startQuarry({ environment: { ...environment, QUARRY_DATA_DIR: folder } }));
  const browser = await openBrowser();
  started.defer(() => browser.close());
  const signInLink = await vi.waitUntil(() => /http\S+#token=\S+/.exec(quarry.printed())?.[0]);
  const viewport = { width: 1440, height: 900 };
  const opened = await openPage(browser, { baseURL: quarry.url, viewport });
  const owned = started.move();
  return {
    url: quarry.url,
    browser,
    ...opened,
    signInLink,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
