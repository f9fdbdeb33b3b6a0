import { expect, test } from 'vitest';
import type { ImportRow } from './queries.ts';
import { presentImport } from './view-import.ts';

const row = (more: Partial<ImportRow>): ImportRow =>
  ({
    status: 'importing',
    byte_size: 1_000_000,
    bytes_read: 400_000,
    attempt_bytes_from: 200_000,
    attempt_started_at: new Date(Date.now() - 10_000),
    created_at: new Date(),
    updated_at: new Date(),
    ...more,
  }) as ImportRow;

test('rate and ETA count what this attempt has read, not what earlier ones did', () => {
  const { bytes_per_second: rate, eta_seconds: eta } = presentImport(row({}));
  // 200,000 bytes in at least 10 s, and 600,000 to go.
  expect(rate).toBeGreaterThan(0);
  expect(rate).toBeLessThanOrEqual(20_000);
  expect(eta).toBeGreaterThanOrEqual(30);
});

test('nobody knows rate and ETA before something is read, and there is no ETA at the end', () => {
  expect(presentImport(row({ bytes_read: 200_000 }))).toMatchObject({
    bytes_per_second: null,
    eta_seconds: null,
  });
  expect(presentImport(row({ status: 'done', bytes_read: 1_000_000 }))).toMatchObject({ eta_seconds: null });
});
