import { readFile } from 'node:fs/promises';
import mammoth from 'mammoth';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

interface SampleQuestion {
  id: string;
  question: string;
  /** Null where the samples do not know. */
  expected: null | { document: string; page: number | null; phrase: string };
}

/** Says which questions do not point to the one page that holds the phrase their answer must contain. */
export async function checkQuestions(library: URL): Promise<string[]> {
  const path = new URL('../questions.json', import.meta.url);
  const { questions } = JSON.parse(await readFile(path, 'utf8')) as { questions: SampleQuestion[] };
  const complaints: string[] = [];
  for (const { id, expected } of questions) {
    if (!expected) continue;
    const pages = await readPages(new URL(expected.document, library));
    const holds = (text: string) => flatten(text).includes(flatten(expected.phrase));
    const found = pages.flatMap((text, index) => (holds(text) ? [index + 1] : []));
    // On two pages of a PDF, either would be a right citation, and the question would prove nothing.
    const isRight = expected.page === null ? found.length > 0 : found.join() === String(expected.page);
    if (!isRight)
      complaints.push(
        `${id}: “${expected.phrase}” stands on page ${found.join(' and ') || 'none'}, not on ${expected.page ?? 'any'}`,
      );
  }
  return complaints;
}

/** Columns and tables cut phrases anywhere, so white space and hyphens at line ends do not count. */
function flatten(text: string): string {
  return text.replace(/-\n/g, '').replace(/\s+/g, '');
}

async function readPages(file: URL): Promise<string[]> {
  if (file.pathname.endsWith('.pdf')) return readPdfPages(file);
  if (file.pathname.endsWith('.docx')) {
    return [(await mammoth.extractRawText({ buffer: await readFile(file) })).value];
  }
  return [await readFile(file, 'utf8')];
}

async function readPdfPages(file: URL): Promise<string[]> {
  const pdf = await getDocument({ data: new Uint8Array(await readFile(file)), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number++) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map(item => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
  }
  await pdf.cleanup();
  return pages;
}
