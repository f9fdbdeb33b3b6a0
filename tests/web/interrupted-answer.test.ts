import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import { dropFiles } from './drop-files.ts';
import { openBrowser, openPage } from './open-browser.ts';

const report = fileURLToPath(
  new URL('../../samples/library/harbour-light-annual-report.pdf', import.meta.url),
);
const never = new Promise<never>(() => undefined);

/** A program that comes back has to be where it was. */
async function findPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise(resolve => server.close(resolve));
  return String(port);
}

test('an answer whose server was killed is shown as interrupted with its text, and goes on behind it', async () => {
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quarry-web-'));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const provider = started.use(await startFakeProvider());
  const environment = {
    QUARRY_DATA_DIR: folder,
    QUARRY_PORT: await findPort(),
    QUARRY_LLM_BASE_URL: provider.baseUrl,
    QUARRY_LLM_MODEL: 'fake-model',
  };
  const first = started.use(await startQuarry({ environment }));
  const browser = await openBrowser();
  started.defer(() => browser.close());
  const viewport = { width: 1440, height: 900 };
  const { page } = await openPage(browser, { baseURL: first.url, viewport });
  await page.goto(await vi.waitUntil(() => /http\S+#token=\S+/.exec(first.printed())?.[0]));
  // Whoever is still being signed in has no place to drop anything.
  await page.getByText('Nothing to ask yet').waitFor({ timeout: 60_000 });
  await dropFiles(page, [path.resolve(report)]);
  await page.getByText('Chatting with 1 document').waitFor({ timeout: 60_000 });
  const answer = page.locator('article[data-role=assistant]').last();
  provider.next({
    tokens: ['Turbine T3 stood still ', 'and'],
    beforeToken: index => (index === 1 ? never : undefined),
  });
  await page.getByRole('textbox', { name: 'Your question' }).fill('How long did turbine T3 stand still?');
  await page.keyboard.press('Enter');
  await answer.getByText('Turbine T3 stood still').waitFor();
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  started.use(await startQuarry({ environment }));
  provider.next({ tokens: ['for 74 days [1].'] });
  await answer.getByText('This answer was interrupted.').waitFor({ timeout: 120_000 });
  await answer.getByRole('button', { name: 'Continue' }).click();
  await answer.locator('[data-citation]').waitFor();
  await page.getByRole('button', { name: 'Send' }).waitFor();
  expect(await answer.locator('.prose-answer').textContent()).toMatch(
    /^\s*Turbine T3 stood still\s?for 74 days/,
  );
}, 240_000);
