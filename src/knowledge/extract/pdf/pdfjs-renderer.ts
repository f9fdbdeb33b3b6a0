import { readFile } from 'node:fs/promises';
import { loadPdfjs, provideCanvas } from './load-pdfjs.ts';
import type { PageRenderer } from './open-renderer.ts';

/** pdf.js on a canvas: slower than PDFium. */
export async function openPdfjsRenderer(path: string): Promise<PageRenderer> {
  const { createCanvas } = await provideCanvas();
  const { getDocument } = await loadPdfjs();
  const data = new Uint8Array(await readFile(path));
  const pdf = await getDocument({ data, verbosity: 0, disableFontFace: true, stopAtErrors: false }).promise;
  return {
    async render(number, dpi) {
      const page = await pdf.getPage(number);
      const viewport = page.getViewport({ scale: dpi / 72 });
      const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
      const canvasContext = canvas.getContext('2d') as unknown as CanvasRenderingContext2D;
      await page.render({ canvas: null, canvasContext, viewport }).promise;
      page.cleanup();
      return canvas.toBuffer('image/png');
    },
  };
}
