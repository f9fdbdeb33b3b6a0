import { expect, test } from 'vitest';
import { judgeProof } from './judge-proof.ts';

const sound = { trials: 10, faults: 10, lost: 0, doubled: 0 };

test('ten faults with nothing lost and nothing doubled prove the claim', () => {
  expect(judgeProof(sound, 10)).toEqual([]);
});

test.each([
  ['lost work', { ...sound, lost: 1 }, '1 lost'],
  ['doubled work', { ...sound, doubled: 2 }, '2 doubled'],
  ['a trial that did not end', { ...sound, trials: 9 }, 'only 9 of 10 trials ran to their end'],
  ['a proof that broke nothing', { ...sound, faults: 0 }, 'no fault happened, so nothing was proven'],
  ['any other breach', { ...sound, breaches: ['a foreign row was read'] }, 'a foreign row was read'],
])('%s is no proof', (_what, outcome, breach) => {
  expect(judgeProof(outcome, 10)).toEqual([breach]);
});
