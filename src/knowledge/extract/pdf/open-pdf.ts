import { ExtractionError } from '../extraction-error.ts';
import type { OpenPdf } from './pdf-engine.ts';

/**
 * Opens a PDF with the fast native engine, or with the one in JavaScript where the native one is not installed
 * for this machine or cannot make sense of the file.
 */
export async function openPdf(path: string, fromPage: number): Promise<OpenPdf> {
  try {
    const { liteparseEngine } = await import('./liteparse-engine.ts');
    return await liteparseEngine.open(path, fromPage);
  } catch (error) {
    if (error instanceof ExtractionError && error.code === 'file-encrypted') throw error;
    const { pdfjsEngine } = await import('./pdfjs-engine.ts');
    return await pdfjsEngine.open(path, fromPage);
  }
}
