import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scoreText } from './score-text.ts';

const file = new URL('../../../../bench/sentiment/vader-agreement.json', import.meta.url);
const { rows } = JSON.parse(readFileSync(file, 'utf8')) as {
  rows: [string, number, number, number, number][];
};

test('the scores are those of the published implementation', () => {
  expect(rows.length).toBeGreaterThanOrEqual(200);
  for (const [text, compound, positive, neutral, negative] of rows) {
    const score = scoreText(text);
    expect.soft(Math.abs(score.compound - compound), text).toBeLessThanOrEqual(0.001);
    expect.soft(score.positive, text).toBeCloseTo(positive, 2);
    expect.soft(score.neutral, text).toBeCloseTo(neutral, 2);
    expect.soft(score.negative, text).toBeCloseTo(negative, 2);
  }
});
