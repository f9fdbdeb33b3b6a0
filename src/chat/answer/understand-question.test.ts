import { expect, test } from 'vitest';
import { understandQuestion } from './understand-question.ts';

const read = (question: string) => {
  const { query, terms, wantsNumber } = understandQuestion(question);
  return { query, terms: Object.fromEntries(terms.map(each => [each.term, each.emphasis])), wantsNumber };
};

test('what asks is dropped, what it asks about stays', () => {
  expect(read('How many days of leave may be carried over?')).toEqual({
    query: 'days leave carried',
    terms: { day: 1, leav: 1, carri: 1 },
    wantsNumber: true,
  });
});

test('names and numbers weigh double, the mere kind of thing half', () => {
  expect(read('Which vendor repaired turbine T3 in Port Merrow in 2025?').terms).toEqual({
    vendor: 0.5,
    repair: 1,
    turbin: 1,
    t3: 2,
    port: 2,
    merrow: 2,
    2025: 2,
  });
});

test('Thai is taken apart into words; words that ask are dropped', () => {
  const { query, terms, wantsNumber } = understandQuestion('กัปตันจะงดเดินเรือเมื่อคลื่นสูงเกินกี่เมตร');
  expect(terms.map(each => each.term)).toEqual(['กัปตัน', 'งด', 'เดิน', 'เรือ', 'คลื่น', 'สูง', 'เมตร']);
  expect(terms.every(each => each.isUnspaced)).toBe(true);
  expect(query).toBe('กัปตัน งดเดินเรือ คลื่นสูง เมตร');
  expect(wantsNumber).toBe(true);
});

test('a question of nothing but question words is searched for as it is', () => {
  expect(read('What is it about?')).toEqual({ query: 'What is it about?', terms: {}, wantsNumber: false });
});
