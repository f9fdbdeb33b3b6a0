import { expect, test } from 'vitest';
import { readScores } from './read-scores.ts';

test('scores come in the order of the passages, whichever style the reply has', () => {
  const cohere = {
    results: [
      { index: 1, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.1 },
    ],
  };
  expect(readScores(JSON.stringify(cohere), 2)).toEqual([0.1, 0.9]);
  const texts = [
    { index: 1, score: -3 },
    { index: 0, score: 2 },
  ];
  expect(readScores(JSON.stringify(texts), 2)).toEqual([2, -3]);
});

test.each([
  ['no list', '{}', 'not a list'],
  ['no JSON', '<html>', 'not a list'],
  ['too few', '[{"index":0,"score":1}]', '1 scores for 2'],
  ['a place twice', '[{"index":0,"score":1},{"index":0,"score":2}]', 'doubled'],
  ['a place beyond', '[{"index":0,"score":1},{"index":2,"score":2}]', 'out of range'],
  ['no number', '[{"index":0,"score":"1"},{"index":1,"score":2}]', 'finite'],
  ['nothing', '[null,{"index":1,"score":2}]', 'finite'],
])('a reply with %s is refused', (_, reply, said) => {
  expect(readScores(reply, 2)).toContain(said);
});
