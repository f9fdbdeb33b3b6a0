import type { OpenPdf } from './pdf-engine.ts';
import { liteparseEngine } from './liteparse-engine.ts';

/** Opens a PDF with the first engine that can. */
export async function openPdf(path: string, fromPage: number): Promise<OpenPdf> {
  return await liteparseEngine.open(path, fromPage);
}
