import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeLargePdf } from '../../../samples/make/make-large-pdf.ts';
import { seededRandom } from '#tests/support/random.ts';

const WORDS =
  'harbour light keeper lens oil storm ledger tide signal north channel cable engine watch bell fog pilot stone tower winter'.split(
    ' ',
  );
const PARAGRAPHS = 160;

/** A text, a structured text and a PDF, each of several windows, in every run the same; their entries are numbered. */
export async function makeFiles(folder: string): Promise<string[]> {
  const [text, markdown, pdf] = ['log.txt', 'manual.md', 'register.pdf'].map(name => path.join(folder, name));
  await writeFile(text!, makeParagraphs(1).join('\n\n'));
  const sections = makeParagraphs(2).map((paragraph, index) =>
    index % 9 === 0 ? `## Part ${index / 9 + 1}\n\n${paragraph}` : paragraph,
  );
  await writeFile(markdown!, sections.join('\n\n'));
  await makeLargePdf({ path: pdf!, pages: 20 });
  return [text!, markdown!, pdf!];
}

function makeParagraphs(seed: number): string[] {
  const random = seededRandom(seed);
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)]!;
  const sentence = (): string =>
    `The ${Array.from({ length: 14 }, word).join(' ')} ${Math.floor(random() * 1e4)}.`;
  return Array.from(
    { length: PARAGRAPHS },
    (_, index) => `Entry ${index + 1}. ${Array.from({ length: 9 }, sentence).join(' ')}`,
  );
}
