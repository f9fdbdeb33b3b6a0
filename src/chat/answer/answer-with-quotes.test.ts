import { expect, test } from 'vitest';
import type { AnswerPart } from './answer-part.ts';
import { answerWithQuotes } from './answer-with-quotes.ts';
import type { Passage } from './passage.ts';
import { understandQuestion } from './understand-question.ts';

const passage = (index: number, text: string): Passage => ({
  index,
  chunkId: `chunk-${index}`,
  documentId: 'document',
  documentTitle: 'Report',
  paged: true,
  pageStart: index,
  pageEnd: index,
  headings: [],
  text,
  spans: [[index, 100, 100 + text.length]],
});

function answer(question: string, ...texts: string[]): AnswerPart[] {
  const { terms, wantsNumber } = understandQuestion(question);
  const weighted = terms.map(term => ({ ...term, weight: term.emphasis }));
  const passages = texts.map((text, position) => passage(position + 1, text));
  return [...answerWithQuotes({ text: question, terms: weighted, wantsNumber }, passages)];
}

const textOf = (parts: AnswerPart[]): string =>
  parts.map(part => (part.type === 'text-delta' ? part.text : '')).join('');

const answeredBy = (parts: AnswerPart[]): string | undefined =>
  parts.flatMap(part => (part.type === 'text-start' ? [part.answered_by] : []))[0];

test('the sentence that answers is quoted from the midst of others, and its place is exact', () => {
  const text = 'The station is old. The cable broke in 1998. It was mended by divers.';
  const parts = answer('When did the cable break?', text, 'A cable is a rope.');
  expect(textOf(parts)).toBe('“The cable broke in 1998.” [1]');
  expect(parts).toContainEqual(
    expect.objectContaining({
      type: 'citation',
      quote: 'The cable broke in 1998.',
      spans: [[1, 120, 144]],
    }),
  );
});

test('of two sentences that say the same, one is enough', () => {
  const parts = answer(
    'How long is parental leave for both parents?',
    'Parental leave is 26 weeks.',
    'Parental leave is 26 weeks long.',
    'Both parents may take it.',
  );
  expect(textOf(parts).match(/26 weeks/g)).toHaveLength(1);
});

test('a row of a table answers with the names of its columns', () => {
  const table = '| Region | Allowance |\n| --- | --- |\n| Home | €30 |\n| Neighbouring countries | €52 |';
  expect(textOf(answer('What is the allowance in neighbouring countries?', table))).toBe(
    'Region: Neighbouring countries · Allowance: €52 [1]',
  );
});

test('a name that no passage has is not answered with another one', () => {
  const parts = answer('What did the repair of turbine T9 cost?', 'The repair of turbine T3 cost €318,000.');
  expect(answeredBy(parts)).toBe('none');
  expect(textOf(parts)).toMatch(/^Not found in the selected documents\./);
});

test('a Thai question is answered, or not found, in Thai', () => {
  const text = 'สมาชิกกู้เงินฉุกเฉินได้ครั้งละไม่เกิน 15,000 บาท';
  expect(textOf(answer('กู้เงินฉุกเฉินได้กี่บาท', text))).toBe(`“${text}” [1]`);
  const parts = answer('สนามบินเปิดกี่โมง', text);
  expect([answeredBy(parts), textOf(parts)]).toEqual(['none', 'ไม่พบคำตอบในเอกสารที่เลือก']);
});

test('nothing is made up: every quoted word stands in a passage', () => {
  const texts = ['Diesel costs much. Oil is checked weekly.', 'Diesel is stored in the cellar.'];
  const quotes = textOf(answer('Where is diesel stored?', ...texts)).match(/“[^”]+”/g) ?? [];
  expect(quotes.length).toBeGreaterThan(0);
  for (const quote of quotes) expect(texts.join(' ')).toContain(quote.slice(1, -1));
});
