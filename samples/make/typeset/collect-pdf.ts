import { buffer } from 'node:stream/consumers';
import type { Pdf } from './draw-lines.ts';

/** Ends the document and returns its bytes. */
export function collectPdf(pdf: Pdf): Promise<Buffer> {
  const bytes = buffer(pdf);
  pdf.end();
  return bytes;
}
