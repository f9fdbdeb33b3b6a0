import { appendEvents } from '#features/events/append-events.ts';
import { corruptText } from '#features/generate/corrupt-bytes.ts';
import { generateDefaults, generateEvents } from '#features/generate/generate-events.ts';
import type { Database } from '#kernel/db/database.ts';

const BATCH = 100;

/** Appends made-up payments: some late, some twice, some broken. */
export async function sendEvents(
  db: Database,
  { tenantId, count, seed }: { tenantId: string; count: number; seed: number },
): Promise<void> {
  const made = [
    ...generateEvents({
      ...generateDefaults,
      kind: 'transactions',
      count,
      seed,
      entities: 200,
      late: 0.05,
      duplicate: 0.01,
      corrupt: 0.001,
      // Some beyond the five minutes that count.
      maxLateMs: 400_000,
      startMs: Date.now() - (count * 1000) / generateDefaults.rate,
    }),
  ];
  for (let from = 0; from < made.length; from += BATCH) {
    const events = made.slice(from, from + BATCH).map(({ value, isCorrupt }) => {
      const text = JSON.stringify(value);
      return { value: Buffer.from(isCorrupt ? corruptText(text) : text), isJson: true };
    });
    await appendEvents(db, { tenantId, topic: 'transactions', events });
  }
}
