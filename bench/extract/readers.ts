import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LiteParse } from '@llamaindex/liteparse';
import { defaultExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import type { OcrSettings } from '#knowledge/extract/ocr/ocr-settings.ts';
import { readDocument } from '#knowledge/extract/read-document.ts';
import { renderMarkdown } from '#knowledge/extract/render-markdown.ts';

export interface Reading {
  text: string;
  markdown: string;
  pages: number;
}

export interface Reader {
  name: string;
  read(path: string): Promise<Reading>;
}

const maxOutputBytes = 256 * 1024 * 1024;

/** Without text recognition, as the other tools read: what it adds is measured on the scans. */
export const quarry: Reader = { name: 'quarry', read: path => readWithQuarry(path) };

export async function readWithQuarry(path: string, ocr?: OcrSettings): Promise<Reading> {
  const request = {
    path,
    fileName: path,
    fromPage: 1,
    limits: defaultExtractionLimits,
    ...(ocr ? { ocr } : {}),
  };
  const texts: string[] = [];
  const markdown: string[] = [];
  for await (const event of readDocument(request)) {
    if (event.type !== 'page') continue;
    texts.push(event.page.text);
    markdown.push(renderMarkdown(event.page));
  }
  return { text: texts.join('\n\n'), markdown: markdown.join('\n\n'), pages: texts.length };
}

const pdftotext: Reader = { name: 'pdftotext', read: path => runPdftotext([path, '-']) };
const pdftotextLayout: Reader = {
  name: 'pdftotext -layout',
  read: path => runPdftotext(['-layout', path, '-']),
};

async function runPdftotext(args: string[]): Promise<Reading> {
  const { stdout } = await promisify(execFile)('pdftotext', args, { maxBuffer: maxOutputBytes });
  return { text: stdout, markdown: stdout, pages: stdout.split('\f').length - 1 };
}

const pdfjs: Reader = {
  name: 'pdf.js content order',
  async read(path) {
    const { readFile } = await import('node:fs/promises');
    const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
    const task = getDocument({ data: new Uint8Array(await readFile(path)), verbosity: 0 });
    const pdf = await task.promise;
    const texts: string[] = [];
    for (let number = 1; number <= pdf.numPages; number++) {
      const content = await (await pdf.getPage(number)).getTextContent();
      texts.push(
        content.items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
      );
    }
    await task.destroy();
    return { text: texts.join('\n\n'), markdown: texts.join('\n\n'), pages: texts.length };
  },
};

const liteparse: Reader = {
  name: 'LiteParse Markdown',
  async read(path) {
    const parser = new LiteParse({
      ocrEnabled: false,
      quiet: true,
      outputFormat: 'markdown',
      keepHeadersFooters: true,
      imageMode: 'off',
      numWorkers: 1,
    });
    const result = await parser.parse(path);
    return { text: result.text, markdown: result.text, pages: result.pages.length };
  },
};

export const otherReaders = [pdftotext, pdftotextLayout, pdfjs, liteparse];
