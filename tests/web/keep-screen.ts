import path from 'node:path';
import type { Page } from 'playwright-core';

/** Keeps a picture of the page for docs/screens when `npm run test:web -- --screens` asks for pictures. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  const folder = process.env['QUARRY_SCREENS'];
  if (!folder) return;
  await page.waitForFunction(() => [...document.images].every(image => image.complete));
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
