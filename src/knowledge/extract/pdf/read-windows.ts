import { LiteParse } from '@llamaindex/liteparse';
import type { LiteParseConfig, ParsedPage } from '@llamaindex/liteparse';
import { ExtractionError } from '../extraction-error.ts';
import type { OpenPdfOptions } from './pdf-engine.ts';

// Small windows: the parser works on the next one while the layout of this one is found.
const windowPages = 4;

type ParserOptions = Partial<LiteParseConfig>;

export interface PageWindow {
  pageCount: number;
  pages: ParsedPage[];
}

/** The pages from one on, a few at a time. Throws `ExtractionError` for damaged or encrypted files. */
export async function* readWindows(
  path: string,
  fromPage: number,
  { textOnly = false }: OpenPdfOptions = {},
): AsyncGenerator<PageWindow> {
  // Of the blocks only the places of pictures are used.
  const options = { extractBlocks: !textOnly };
  try {
    yield* fromPage === 1 ? readFromStart(path, options) : readFromWithin(path, fromPage, options);
  } catch (cause) {
    const encrypted = /password|encrypt/i.test(String(cause));
    throw new ExtractionError(encrypted ? 'file-encrypted' : 'file-damaged', { cause });
  }
}

/** Keeps the file open from window to window. */
async function* readFromStart(path: string, options: ParserOptions): AsyncGenerator<PageWindow> {
  const parser = makeParser(options);
  for await (const { totalPages, result } of parser.parseBatches(path, { batchSize: windowPages })) {
    yield { pageCount: totalPages, pages: result.pages };
  }
}

/** Opens the file anew for each window: a session cannot begin within it. */
async function* readFromWithin(
  path: string,
  fromPage: number,
  options: ParserOptions,
): AsyncGenerator<PageWindow> {
  let pageCount = fromPage;
  for (let start = fromPage; start <= pageCount; start += windowPages) {
    const targetPages = `${start}-${start + windowPages - 1}`;
    const { totalPages, pages } = await makeParser({ ...options, targetPages }).parse(path);
    pageCount = totalPages;
    yield { pageCount, pages };
  }
}

/** Single pages with what the engine says about their pictures. */
export async function describePages(path: string, numbers: number[]): Promise<ParsedPage[]> {
  const parser = makeParser({ targetPages: numbers.join(','), includeComplexity: true });
  return (await parser.parse(path)).pages;
}

function makeParser(options: ParserOptions): LiteParse {
  return new LiteParse({
    ocrEnabled: false,
    quiet: true,
    numWorkers: 1,
    outputFormat: 'text',
    maxPages: 1_000_000,
    continueOnPageError: true,
    emitWordBoxes: true,
    extractTextMetadata: true,
    extractVectorGraphics: true,
    imageMode: 'placeholder',
    preserveVerySmallText: true,
    ...options,
  });
}
