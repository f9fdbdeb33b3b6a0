import { expect, test } from 'vitest';
import type { PassagePart } from '../answer/answer-part.ts';
import { judgeAnswer } from './judge-answer.ts';

const passage = (index: number, text: string): PassagePart => ({
  index,
  chunk_id: '',
  document_id: '',
  document_title: 'Handbook',
  paged: true,
  page_start: 1,
  page_end: 1,
  headings: [],
  text,
});

const passages = [
  passage(
    1,
    'Everyone has 28 days of paid leave a year, besides public holidays. Unused days expire on 31 March.',
  ),
  passage(2, '| Route | Adult | Child |\n|---|---|---|\n| Norhavn – Kelsund | €24 | €12 |'),
];

const verdicts = (answer: string) => judgeAnswer(answer, passages).map(each => each.verdict);

test('what the passage says is supported, what it does not say is not', () => {
  expect(verdicts('Everyone has 28 days of paid leave a year [1]. Unused days expire on 1 May [1].')).toEqual(
    ['supported', 'unsupported'],
  );
});

test('a wrong number is named, with what stands there instead', () => {
  const [proof] = judgeAnswer('Everyone has 30 days of paid leave a year [1].', passages);
  expect(proof).toMatchObject({
    verdict: 'unsupported',
    problems: [{ code: 'number', message: 'The cited passage does not say “30 days”: it says “28 days”.' }],
  });
});

test('a sentence is judged by the passage that it cites, not by another', () => {
  expect(verdicts('Everyone has 28 days of paid leave a year [2].')).toEqual(['unsupported']);
});

test('a quotation is marked as found word for word, or not', () => {
  const quotations = judgeAnswer(
    '“Everyone has 28 days of paid leave a year, besides public holidays.” [1]\nIt says “everyone has many days of paid leave” [1].',
    passages,
  );
  expect(quotations.map(({ quotation, verdict }) => [quotation, verdict])).toEqual([
    ['verbatim', 'supported'],
    ['altered', 'partial'],
  ]);
});

test('what a document stresses with Markdown may be quoted with its stress or without', () => {
  const stressed = [
    { ...passages[0]!, text: 'No work without a **permit to work**, signed by the `engineer`.' },
  ];
  const answer =
    '“No work without a **permit to work**, signed by the `engineer`.” [1]\n“No work without a permit to work, signed by the engineer.” [1]';
  expect(judgeAnswer(answer, stressed).map(({ quotation }) => quotation)).toEqual(['verbatim', 'verbatim']);
});

test('a row of a table supports what its cells say', () => {
  expect(verdicts('Route: Norhavn – Kelsund · Adult: €24 · Child: €12 [2]')).toEqual(['supported']);
  expect(verdicts('A child pays €24 from Norhavn to Kelsund [2].')).toEqual(['unsupported']);
});

test('questions, announcements and "not found" claim nothing', () => {
  expect(
    verdicts(
      'Here is what I found:\nShall I look further?\nThe price was not found in the selected documents.',
    ),
  ).toEqual(['no-claim', 'no-claim', 'no-claim']);
});

test('a sentence that names no source is not fully supported', () => {
  const [proof] = judgeAnswer('Everyone has 28 days of paid leave a year.', passages);
  expect(proof).toMatchObject({ verdict: 'partial', cites: [], problems: [{ code: 'uncited' }] });
});

test('no text is too strange to be judged', () => {
  for (const answer of ['', '[1]', '…', '| a |', '“”', '\ud800', '5', '- [1]\n- ', '$^.*[1](2)']) {
    expect(Array.isArray(judgeAnswer(answer, passages))).toBe(true);
    expect(Array.isArray(judgeAnswer('It is 5 [1].', [passage(1, answer)]))).toBe(true);
  }
});

const says = (text: string, claim: string) => judgeAnswer(`${claim} [1].`, [passage(1, text)])[0]!.verdict;

test('a bound that the number keeps is supported, one that it breaks is not', () => {
  const text = 'Of the 640 pupils at Ashdown, 54 % are girls.';
  expect(says(text, 'More than half of the pupils at Ashdown are girls')).toBe('supported');
  expect(says(text, 'Less than 40 % of the pupils at Ashdown are girls')).toBe('unsupported');
});

test('“no class has more” is a bound and no denial', () => {
  const text = 'Classes at Ashdown have at most 24 pupils.';
  expect(says(text, 'No class at Ashdown has more than 24 pupils')).toBe('supported');
  expect(says(text, 'No class at Ashdown has more than 20 pupils')).toBe('unsupported');
});

test('what has ended is what is no more, and a plain denial of what stands there still counts', () => {
  const text = 'Windows 8 is not supported any more.';
  expect(says(text, 'Support for Windows 8 has ended')).toBe('supported');
  expect(says(text, 'Windows 8 is supported')).toBe('unsupported');
});

test('numbers that stand together in another sentence are found there', () => {
  const text =
    'The extension is 3.2 km long, has five stops and cost 96 million euros. Some 11,500 passengers use the new section.';
  expect(says(text, 'The new section has 5 stops and measures 3.2 kilometres')).not.toBe('unsupported');
  expect(says(text, 'The new section has 7 stops and measures 3.2 kilometres')).toBe('unsupported');
});
