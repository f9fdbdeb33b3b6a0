import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/** Drops files on the page as a person does from a file manager. */
export async function dropFiles(page: Page, files: string[]): Promise<void> {
  const contents = await Promise.all(
    files.map(async file => ({ name: path.basename(file), base64: await readFile(file, 'base64') })),
  );
  const dataTransfer = await page.evaluateHandle(items => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of items) {
      const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, contents);
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}
