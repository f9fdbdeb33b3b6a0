import { expect, test } from 'vitest';
import { judge } from './read-labels.ts';

test('the labels of usual models become one score', () => {
  const three = judge([
    { label: 'NEGATIVE', score: 0.7 },
    { label: 'neutral', score: 0.2 },
    { label: 'Positive', score: 0.1 },
  ]);
  expect(three).toMatchObject({ label: 'negative', confidence: 0.7 });
  expect(three.score).toBeCloseTo(-0.6);
  const stars = judge(
    [1, 2, 3, 4, 5].map(n => ({ label: `${n} star${n > 1 ? 's' : ''}`, score: n === 4 ? 0.6 : 0.1 })),
  );
  expect(stars).toMatchObject({ label: 'positive', confidence: 0.6 });
  expect(stars.score).toBeCloseTo(0.25);
});

test('a model whose labels say nothing is no judge of sentiment', () => {
  expect(() => judge([{ label: 'LABEL_0', score: 1 }])).toThrow('LABEL_0');
});
