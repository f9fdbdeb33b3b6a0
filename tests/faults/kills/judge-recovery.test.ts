import { expect, test } from 'vitest';
import { judgeRecovery } from './judge-recovery.ts';

const undisturbed = { tookMs: 3_000, share: 0.8 };
const recovery = { idleMs: 7_000, waitedMs: 300, attempts: ['ready'] };

test('a document that is final within its lease and 2 s is on time', () => {
  expect(judgeRecovery(recovery, { tookMs: 4_000, share: 1 }, undisturbed)).toEqual([]);
});

test('a reader that the machine did not let run is not late', () => {
  expect(judgeRecovery(recovery, { tookMs: 15_000, share: 0.2 }, undisturbed)).toEqual([]);
});

test('a reader that was let run and took that long is late', () => {
  expect(judgeRecovery(recovery, { tookMs: 15_000, share: 0.9 }, undisturbed)).toEqual([
    'final 6100 ms later than it may',
  ]);
});

test('no load of the machine excuses a second lease, a permit that nobody holds, or a second attempt', () => {
  const starved = { tookMs: 6_000, share: 0.1 };
  expect(judgeRecovery({ ...recovery, idleMs: 17_000 }, starved, undisturbed)).toEqual([
    'stood still for 17100 ms',
    'final 3200 ms later than it may',
  ]);
  expect(judgeRecovery({ ...recovery, waitedMs: 24_000 }, starved, undisturbed)).toEqual([
    'stood still for 15000 ms',
  ]);
  const attempts = ['error', 'ready'];
  expect(judgeRecovery({ ...recovery, attempts }, starved, undisturbed)).toEqual([
    'begun 2 times after the last kill: error, ready',
  ]);
});
