import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './drop-files.ts';
import { callFromPage } from './fill-workspace.ts';
import { likeness, openPdf } from './highlights/read-under-marks.ts';
import { keepScreen } from './keep-screen.ts';
import { startStory } from './start-story.ts';
import type { Page } from 'playwright-core';
import type { Mark } from './highlights/read-under-marks.ts';
import type { Story } from './start-story.ts';

const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
const files = ['harbour-light-annual-report.pdf', 'ferry-guide-th.pdf'];
const WANTED = 100;
const AT_ONCE = 6;
/** Letters are taken to be equally wide, so the first and the last of a mark may be taken for their neighbours. */
const ALIKE = 0.85;

interface Citation {
  index: number;
  document_id: string;
  document_title: string;
  quote: string;
  spans: [page: number, start: number, end: number][];
}

interface Cited extends Citation {
  chat: string;
  message: string;
  page: number;
}

let story: Story;
let page: Page;
let cited: Cited[];
let fileOf: Map<string, string>;

beforeAll(async () => {
  story = await startStory();
  page = story.page;
  await page.goto(story.signInLink);
  await page.getByText('Nothing to ask yet').waitFor();
  await dropFiles(
    page,
    files.map(name => path.join(samples, 'library', name)),
  );
  await page.getByText('Chatting with 2 documents').waitFor({ timeout: 90_000 });
  const documents = await callFromPage<{ items: { id: string; file_name: string }[] }>(
    page,
    'GET',
    '/documents',
  );
  fileOf = new Map(documents.items.map(each => [each.id, path.join(samples, 'library', each.file_name)]));
  cited = await citeSentences();
}, 240_000);

afterAll(() => story?.[Symbol.asyncDispose]());

/** Asks until a hundred different sentences were quoted: first the samples' own questions, then the pages' own words. */
async function citeSentences(): Promise<Cited[]> {
  const found = new Map<string, Cited>();
  const prepared = JSON.parse(await readFile(path.join(samples, 'questions.json'), 'utf8')) as unknown;
  const questions = [...findQuestions(prepared), ...(await wordsOfPages())];
  while (questions.length > 0 && found.size < WANTED) {
    const answers = await Promise.all(questions.splice(0, AT_ONCE).map(ask));
    for (const each of answers.flat()) found.set(`${each.document_id} ${each.page} ${each.quote}`, each);
  }
  return [...found.values()].slice(0, WANTED);
}

function findQuestions(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(findQuestions);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'question' && typeof each === 'string' ? [each] : findQuestions(each),
  );
}

async function wordsOfPages(): Promise<string[]> {
  const texts: string[] = [];
  for (const id of fileOf.keys()) {
    const document = await callFromPage<{ page_count: number }>(page, 'GET', `/documents/${id}`);
    for (let number = 1; number <= document.page_count; number++) {
      const { text } = await callFromPage<{ text: string }>(page, 'GET', `/documents/${id}/pages/${number}`);
      texts.push(...text.split(/\n+|(?<=[.!?]) /).filter(line => line.trim().length > 25));
    }
  }
  return texts;
}

async function ask(text: string): Promise<Cited[]> {
  const asked = await callFromPage<{ message: { id: string; conversation_id: string } }>(
    page,
    'POST',
    '/ask',
    {
      text: text.slice(0, 400),
      document_ids: [...fileOf.keys()],
    },
  );
  const { conversation_id: chat, id } = asked.message;
  for (;;) {
    const messages = `/conversations/${chat}/messages`;
    const { items } = await callFromPage<{ items: { id: string; status: string; citations: Citation[] }[] }>(
      page,
      'GET',
      messages,
    );
    const answer = items.find(item => item.id === id);
    if (answer && answer.status !== 'streaming') {
      return answer.citations
        .filter(each => each.spans.length > 0)
        .map(each => ({ ...each, chat, message: id, page: each.spans[0]![0] }));
    }
  }
}

const walkTo = (place: Record<string, string>): Promise<void> =>
  page.evaluate(url => history.pushState(null, '', url), `/?${new URLSearchParams(place)}`);

/** What the page marks, in points: the rectangles of one drawn page, once they are there or it is said that none are. */
async function readMarks({
  chat,
  message,
  index,
  document_id: document,
  page: number,
}: Cited): Promise<Mark[]> {
  const place = { chat, document, page: String(number), message, citation: String(index) };
  // Within the page, as a click goes; through an empty panel, so that the marks of before are gone.
  await walkTo({ chat });
  await expect.poll(() => page.locator('[data-mark]').count()).toBe(0);
  await walkTo(place);
  await page.locator('[data-mark]').or(page.getByText('nothing is marked')).first().waitFor();
  return page.locator('[data-mark]').evaluateAll(rects =>
    rects.map(rect => {
      const read = (name: string) => Number(rect.getAttribute(name));
      return { x: read('x'), y: read('y'), width: read('width'), height: read('height') };
    }),
  );
}

test(`of ${WANTED} cited sentences at least 95 are marked where the drawn page has them`, async () => {
  expect(cited).toHaveLength(WANTED);
  const pdfs = new Map(
    await Promise.all([...fileOf].map(async ([id, file]) => [id, await openPdf(file)] as const)),
  );
  const missed: string[] = [];
  for (const each of cited) {
    const marks = await readMarks(each);
    const wanted = await quoteOnPage(each);
    const read = await pdfs.get(each.document_id)!.read(each.page, marks);
    const alike = likeness(read, wanted);
    if (alike < ALIKE) missed.push(`${alike.toFixed(2)} “${wanted}” is marked as “${read}”`);
  }
  console.log(`${WANTED - missed.length} of ${WANTED} cited sentences are marked in their place`);
  if (missed.length > 0) console.log(missed.join('\n'));
  expect(missed.length).toBeLessThanOrEqual(5);
}, 400_000);

/** A sentence that goes on overleaf is marked on each page as far as it stands there. */
async function quoteOnPage({ quote, spans, page: number, document_id: id }: Cited): Promise<string> {
  const here = spans.filter(([each]) => each === number);
  if (here.length === spans.length) return quote;
  const { text } = await callFromPage<{ text: string }>(page, 'GET', `/documents/${id}/pages/${number}`);
  return here.map(([, start, end]) => text.slice(start, end)).join(' ');
}

test('where the quoted words are not on the page, nothing is marked and the page says so', async () => {
  const one = cited[0]!;
  await page.route('**/api/v1/conversations/*/messages*', async route => {
    const response = await route.fetch();
    const body = (await response.json()) as { items: { citations: Citation[] }[] };
    for (const citation of body.items.flatMap(item => item.citations))
      citation.quote = 'No page has ever said this.';
    await route.fulfill({ response, json: body });
  });
  await page.reload();
  expect(await readMarks(one)).toEqual([]);
  await page
    .getByText('The quoted sentence could not be found on this page, so nothing is marked.')
    .waitFor();
  await keepScreen(page, 'not-located-1440-light');
  await page.unroute('**/api/v1/conversations/*/messages*');
});
