import { expect, test } from 'vitest';
import { generateDefaults, generateEvents } from './generate-events.ts';

const options = {
  ...generateDefaults,
  kind: 'transactions',
  count: 3_000,
  startMs: 1_767_225_600_000,
} as const;

test('whatever is sent again was sent before', () => {
  const made = [...generateEvents({ ...options, duplicate: 0.3, corrupt: 0.1 })];
  const idOf = (at: number) => made[at]!.value['transaction_id'];
  const repeated = made.flatMap(({ isDuplicate }, at) => (isDuplicate ? [at] : []));
  const unknown = repeated.filter(
    at => !made.some((each, before) => before < at && !each.isCorrupt && idOf(before) === idOf(at)),
  );
  expect(repeated.length).toBeGreaterThan(500);
  expect(unknown).toEqual([]);
});

test('the same options make the same events', () => {
  const made = () =>
    JSON.stringify([...generateEvents({ ...options, late: 0.1, duplicate: 0.1, corrupt: 0.01 })]);
  expect(made()).toBe(made());
});
