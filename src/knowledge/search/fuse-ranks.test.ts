import { expect, test } from 'vitest';
import { BestOf } from './best-of.ts';
import { fuseRanks } from './fuse-ranks.ts';
import { matchedWords } from './matched-words.ts';

test('the best are kept in order, and of equals the first', () => {
  const best = new BestOf<string>(3);
  for (const [item, score] of [
    ['a', 1],
    ['b', 3],
    ['c', 3],
    ['d', 2],
    ['e', 2],
  ] as const)
    best.add(item, score);
  expect(best.ranked.map(({ item }) => item)).toEqual(['b', 'c', 'd']);
});

test('a hit of both lists beats a hit of one, and single lists keep their scores', () => {
  const keyword = [
    { id: 'x', score: 9 },
    { id: 'y', score: 8 },
  ];
  const vector = [{ id: 'y', score: 0.7 }];
  expect(fuseRanks({ keyword, vector }).map(({ id }) => id)).toEqual(['y', 'x']);
  expect(fuseRanks({ keyword })[0]).toEqual({
    id: 'x',
    score: 9,
    scores: { keyword: { rank: 1, score: 9 } },
  });
});

test('matched words are those the passage has in any form', () => {
  expect(matchedWords('When do ferries leave Thailand?')('The ferry was leaving.')).toEqual([
    'ferries',
    'leave',
  ]);
});
