import { expect, test } from 'vitest';
import { openHashNgramModel } from './hash-ngram-model.ts';

const model = openHashNgramModel();
const options = { signal: new AbortController().signal, purpose: 'query' as const };

async function likeness(a: string, b: string): Promise<number> {
  const [first, second] = (await model.embed([a, b], options)) as [Float32Array, Float32Array];
  return first.reduce((sum, value, index) => sum + value * second[index]!, 0);
}

test.each([
  ['invoice payment terms', 'terms of payment for the invoice', 'holiday on the beach'],
  ['harbour regulations', 'harbor regulation', 'chicken soup'],
  ['ค่าธรรมเนียมท่าเรือ', 'ค่าธรรมเนียมของท่าเรือ', 'สูตรแกงเขียวหวาน'],
  ['港口费用', '港口的费用', '鸡汤食谱'],
])('%s is spelled more like "%s" than like "%s"', async (text, near, far) => {
  expect(await likeness(text, near)).toBeGreaterThan(0.2 + (await likeness(text, far)));
});

test('vectors have length 1, and the same text has the same', async () => {
  expect(await likeness('the same text', 'the same text')).toBeCloseTo(1, 5);
});

test('what has no letters has no direction', async () => {
  const [vector] = await model.embed(['… !'], options);
  expect(vector!.every(value => value === 0)).toBe(true);
});
