import { readFile } from 'node:fs/promises';

/** Draws pages of one PDF. */
export interface PageRenderer {
  /** The page as PNG, as it is displayed. Throws where it cannot be drawn. */
  render(number: number, dpi: number): Promise<Uint8Array>;
}

/** Draws with the fast native engine, or with the one in JavaScript where the native one is not installed. */
export async function openRenderer(path: string, withoutNative = false): Promise<PageRenderer> {
  const [native] = await Promise.allSettled([import('@llamaindex/liteparse')]);
  if (withoutNative || native.status === 'rejected') {
    const { openPdfjsRenderer } = await import('./pdfjs-renderer.ts');
    return await openPdfjsRenderer(path);
  }
  const { LiteParse } = native.value;
  // By path it draws only files whose name ends in .pdf, and stored files have no such name.
  const bytes = await readFile(path);
  return {
    async render(number, dpi) {
      const parser = new LiteParse({ ocrEnabled: false, quiet: true, numWorkers: 1, dpi });
      const [page] = await parser.screenshot(bytes, [number]);
      if (!page) throw new Error(`Page ${number} cannot be drawn.`);
      return page.imageBuffer;
    },
  };
}
