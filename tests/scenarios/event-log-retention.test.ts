import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { pruneLog } from '#features/events/prune-log.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { makePayment } from '#tests/support/features/make-payment.ts';
import { openFeatureApi, untilCaughtUp } from '#tests/support/open-feature-api.ts';
import type { FeatureApi } from '#tests/support/open-feature-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

const send = (user: TestUser, numbers: number[]) =>
  user.call('POST', '/topics/transactions/events', {
    events: numbers.map(number => ({ key: 'one', value: makePayment(`tx-${number}`) })),
  });

const logOf = (db: Database, tenantId: string) =>
  withTransaction(db, { tenantId }, async tx => {
    const rows = await tx.selectFrom('event_log').select('log_offset').orderBy('log_offset').execute();
    return rows.map(row => row.log_offset);
  });

async function prune({ db }: FeatureApi): Promise<void> {
  const { signal } = new AbortController();
  await pruneLog(db, 8).run({ signal, logger: pino({ level: 'silent' }) });
}

/** As if all that is in the log had come nine days ago. */
const age = (db: Database, tenantId: string) =>
  withTransaction(db, { tenantId }, tx =>
    sql`update event_log set appended_at = appended_at - interval '9 days'`.execute(tx),
  );

test('old events go once their groups have read them, and what needs them is refused instead of wrong', async () => {
  await using api = await openFeatureApi();
  const user = await api.signUp('one');
  await user.call('POST', '/feature-groups/apply', { groups: [cardPayments] });
  await send(user, [1, 2]);
  await age(api.db, user.tenantId);
  await prune(api);
  // Nobody has read them yet.
  expect(await logOf(api.db, user.tenantId)).toEqual([0, 1]);
  await using _streams = await api.stream();
  await send(user, [3]);
  await untilCaughtUp(user);
  await prune(api);
  expect(await logOf(api.db, user.tenantId)).toEqual([2]);
  const export_ = (at: Date) =>
    user.call('POST', '/features/card-payments/training-set', {
      mode: 'as-of-event',
      labels: [{ entity: 'card-1', at: at.toISOString() }],
    });
  const refused = await export_(new Date(Date.now() - 8 * 24 * 3_600_000));
  expect(refused.statusCode).toBe(400);
  expect(refused.json()).toMatchObject({ code: 'log-too-short' });
  const [row] = (await export_(new Date(Date.now() + 2_000))).body.trim().split('\n');
  expect(JSON.parse(row!)).toMatchObject({ features: { payments_24h: 1 } });
});
