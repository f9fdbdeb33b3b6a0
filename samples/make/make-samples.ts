import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { mock } from 'node:test';
import { checkQuestions } from './check-questions.ts';
import { makeDocx } from './make-docx.ts';
import { makeReport } from './make-report.ts';
import { makeThaiPdf } from './make-thai-pdf.ts';

/** Sample documents that are not written by hand: name → bytes, the same on every run. */
const documents: Record<string, () => Promise<Buffer>> = {
  'harbour-light-annual-report.pdf': makeReport,
  'travel-policy.docx': () =>
    makeDocx({ source: 'travel-policy.txt', language: 'en-GB', creator: 'Merrow Sound Energy Cooperative' }),
  'cooperative-guide-th.docx': () =>
    makeDocx({
      source: 'cooperative-guide-th.txt',
      language: 'th-TH',
      creator: 'สหกรณ์ร้านค้าชุมชนบ้านปากธาร จำกัด',
    }),
  'ferry-guide-th.pdf': makeThaiPdf,
};

const library = new URL('../library/', import.meta.url);

// Word files carry the time of their making in every part.
mock.timers.enable({ apis: ['Date'], now: new Date('2026-01-05T08:00:00Z') });
const made = await Promise.all(
  Object.entries(documents).map(async ([name, make]) => ({ name, bytes: await make() })),
);
mock.timers.reset();

const stale = process.argv.includes('--check') ? await findStale() : await writeAll();
const wrong = await checkQuestions(library);
for (const complaint of [...stale, ...wrong]) console.error(complaint);
console.log(stale.length + wrong.length === 0 ? 'The sample library is as it should be.' : 'See above.');
process.exitCode = stale.length + wrong.length === 0 ? 0 : 1;

async function findStale(): Promise<string[]> {
  const complaints = made.map(async ({ name, bytes }) => {
    const stored = await readFile(new URL(name, library)).catch(() => undefined);
    return stored?.equals(bytes)
      ? []
      : [`${name} is not what its source makes; run node samples/make/make-samples.ts`];
  });
  return (await Promise.all(complaints)).flat();
}

async function writeAll(): Promise<string[]> {
  await mkdir(library, { recursive: true });
  await Promise.all(made.map(({ name, bytes }) => writeFile(new URL(name, library), bytes)));
  return [];
}
