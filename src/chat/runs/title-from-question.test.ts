import { expect, test } from 'vitest';
import { titleFromQuestion } from './title-from-question.ts';

test('a short question is its own title, on one line', () => {
  expect(titleFromQuestion(' What is\n it? ')).toBe('What is it?');
});

test('a long one is cut at a word, in scripts without spaces too', () => {
  expect(titleFromQuestion('word '.repeat(40))).toBe(`${'word '.repeat(16).trim()}…`);
  const thai = titleFromQuestion('สมาชิกกู้เงินฉุกเฉินได้ครั้งละไม่เกินกี่บาท'.repeat(4));
  expect(thai.length).toBeLessThanOrEqual(80);
  expect(thai.endsWith('…')).toBe(true);
});

test('one endless word still gives a title', () => {
  expect(titleFromQuestion('x'.repeat(500))).toBe(`${'x'.repeat(79)}…`);
});
