import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExtractedPage } from '../extraction.ts';

export interface Spool extends AsyncDisposable {
  readonly pageCount: number;
  /** Numbers the page behind those that are there; false when the folder has taken all it may. */
  add(page: ExtractedPage): Promise<boolean>;
  pages(fromPage: number): AsyncGenerator<ExtractedPage>;
}

/** Keeps pages on disk until all are counted: memory does not grow with them, and nothing is read twice. */
export async function openSpool(folder: string, maxBytes: number): Promise<Spool> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'pages');
  const file = await open(path, 'w', 0o600);
  let pageCount = 0;
  let bytes = 0;
  return {
    get pageCount() {
      return pageCount;
    },
    async add(page) {
      const line = `${JSON.stringify({ ...page, number: pageCount + 1 })}\n`;
      bytes += Buffer.byteLength(line);
      if (bytes > maxBytes) return false;
      await file.write(line);
      pageCount++;
      return true;
    },
    async *pages(fromPage) {
      for await (const line of createInterface({ input: createReadStream(path) })) {
        const page = JSON.parse(line) as ExtractedPage;
        if (page.number >= fromPage) yield page;
      }
    },
    async [Symbol.asyncDispose]() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}
