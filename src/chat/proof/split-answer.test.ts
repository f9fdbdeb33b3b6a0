import { expect, test } from 'vitest';
import { splitAnswer } from './split-answer.ts';

const told = (answer: string) => splitAnswer(answer).map(({ text, cites }) => [text, cites]);

test('a marker belongs to the sentence before it, on either side of the full stop', () => {
  expect(told('It rose. [1] Then it fell [2][3].')).toEqual([
    ['It rose.', [1]],
    ['Then it fell.', [2, 3]],
  ]);
});

test('a sentence without a marker cites what its neighbours in the paragraph cite', () => {
  expect(told('It rose. Then it fell [2].\nNothing else.')).toEqual([
    ['It rose.', [2]],
    ['Then it fell.', [2]],
    ['Nothing else.', []],
  ]);
});

test('headings, rules and code claim nothing; list items are sentences without their mark', () => {
  const answer =
    '## Fees\n\n- **Adults** pay 12 euros [1]\n\n---\n```\nfee = 12 [1]\n```\n1. Children pay 6 [1]';
  expect(told(answer)).toEqual([
    ['Adults pay 12 euros', [1]],
    ['Children pay 6', [1]],
  ]);
});

test('offsets are those of the answer, markers included', () => {
  const answer = 'It rose. [1] Then it fell [2].\nIt ended [1].';
  expect(splitAnswer(answer).map(({ start, end }) => answer.slice(start, end))).toEqual([
    'It rose. [1]',
    'Then it fell [2].',
    'It ended [1].',
  ]);
});
