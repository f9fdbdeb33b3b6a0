import { expect, test } from 'vitest';
import { describeVector } from './describe-vector.ts';

const freshness = { view: 'card-payments@1', at: new Date('2026-01-02T03:04:05Z') };

test('each feature is a sentence that names the entity, the window and the value', () => {
  const text = describeVector(
    'card-7',
    { payments_5m: 3, amount_zscore: null, pages_session: 2n ** 60n },
    freshness,
  );
  expect(text).toContain('- payments_5m (payments, last 5 minutes) of card-7 is 3.');
  expect(text).toContain('- amount_zscore (amount zscore) of card-7 is not known.');
  expect(text).toContain('- pages_session (pages, this session) of card-7 is 1152921504606846976.');
});

test('it says how fresh it is', () => {
  expect(describeVector('card-7', {}, freshness)).toContain(
    'as of 2026-01-02T03:04:05.000Z. No event has come yet.',
  );
  const watermark = new Date('2026-01-02T03:04:00Z');
  expect(describeVector('card-7', {}, { ...freshness, watermark })).toContain(
    'Events are known up to 2026-01-02T03:04:00.000Z.',
  );
});
