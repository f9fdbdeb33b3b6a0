import { ExtractionError } from '../extraction-error.ts';
import { chooseBetter } from './choose-better.ts';
import { isDoubtful } from './doubt-page.ts';
import type { OpenPdf, OpenPdfOptions, PdfPage } from './pdf-engine.ts';

/**
 * Opens a PDF with the fast native engine, or with the one in JavaScript where the native one is not installed
 * for this machine or cannot make sense of the file.
 */
export async function openPdf(
  path: string,
  fromPage: number,
  { withoutNative, ...options }: OpenPdfOptions & { withoutNative?: boolean } = {},
): Promise<OpenPdf> {
  if (withoutNative) return await openWithSecond(path, fromPage);
  try {
    const { liteparseEngine } = await import('./liteparse-engine.ts');
    return askTwice(await liteparseEngine.open(path, fromPage, options), path);
  } catch (error) {
    if (error instanceof ExtractionError && error.code === 'file-encrypted') throw error;
    return await openWithSecond(path, fromPage);
  }
}

async function openWithSecond(path: string, fromPage: number): Promise<OpenPdf> {
  const { pdfjsEngine } = await import('./pdfjs-engine.ts');
  return await pdfjsEngine.open(path, fromPage);
}

/** Pages with broken or glued words are read by the second engine as well; the better text wins. */
function askTwice(first: OpenPdf, path: string): OpenPdf {
  let second: Promise<OpenPdf | undefined> | undefined;
  const readWithSecond = async (number: number): Promise<PdfPage | undefined> => {
    second ??= openIfPossible(path);
    return await (await second)?.readPage?.(number);
  };
  return {
    pageCount: first.pageCount,
    ...(first.title ? { title: first.title } : {}),
    async *pages() {
      for await (const page of first.pages()) {
        if (isArabic(page)) yield preferText(page, await readWithSecond(page.number));
        else yield isDoubtful(page) ? chooseBetter(page, await readWithSecond(page.number)) : page;
      }
    },
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]();
      await (await second)?.[Symbol.asyncDispose]();
    },
  };
}

/** The second opinion is a kindness; without it the first one stands. */
async function openIfPossible(path: string): Promise<OpenPdf | undefined> {
  try {
    return await openWithSecond(path, 1);
  } catch (error) {
    if (error instanceof ExtractionError) return undefined;
    throw error;
  }
}

// The first engine turns some Arabic words round and not others; the second keeps each letter where it is drawn.
function isArabic(page: PdfPage): boolean {
  return page.words.filter(word => /\p{Script=Arabic}/u.test(word.text)).length > page.words.length / 10;
}

function preferText(page: PdfPage, other: PdfPage | undefined): PdfPage {
  return other && other.words.length > 0 ? { ...page, words: other.words } : page;
}
