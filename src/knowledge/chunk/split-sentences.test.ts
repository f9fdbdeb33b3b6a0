import { expect, test } from 'vitest';
import { splitSentences } from './split-sentences.ts';

const split = (text: string) => splitSentences(text).map(([start, end]) => text.slice(start, end).trim());

test.for([
  ['abbreviations', ['We met Dr. Smith in St. Ives.', 'It rained.']],
  ['initials', ['J. R. Hartley wrote it.', 'He fished.']],
  ['figures', ['See Fig. 3 and No. 12 below.', 'Both are new.']],
  ['decimals and money', ['It cost $3.5 million, i.e. 1,250.5 each.', 'We paid.']],
  ['list numbers', ['1. Open the valve.', '2. Close the hatch.']],
  ['wrapped lines', ['The first line\ngoes on here.', 'The second.']],
  ['questions and quotes', ['“Why?”', '“Because,” she said.']],
  ['an answer of one word', ['Is it open?', 'No.', 'Come back later.']],
] as const)('a reader would end the sentences there: %s', ([, expected]) => {
  expect(split(expected.join(' '))).toEqual(expected);
});

test('Chinese and Japanese sentences end at their full stops', () => {
  expect(split('人口超过一千四百万。城市很大！你好吗？')).toEqual([
    '人口超过一千四百万。',
    '城市很大！',
    '你好吗？',
  ]);
  expect(split('払い戻しは可能です。「はい。」と彼女は言った。')).toHaveLength(3);
});

test('a long Thai paragraph is split at its spaces, and nothing is lost', () => {
  const phrase = 'บริษัทจัดหาน้ำดื่มสะอาดให้พนักงานทุกคนในสำนักงานกรุงเทพมหานคร';
  const text = Array.from({ length: 8 }, () => phrase).join(' ');
  const sentences = split(text);
  expect(sentences.length).toBeGreaterThan(2);
  expect(sentences.join(' ')).toBe(text);
  for (const sentence of sentences) expect(sentence.length).toBeLessThanOrEqual(160);
});
