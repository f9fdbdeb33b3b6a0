import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { appendWithin } from './append-events.ts';
import { NoSuchTopic } from './no-such-topic.ts';
import { findTopic, takeDeadLetters } from './queries.ts';

const BATCH = 1_000;

/**
 * Sends what could not be read once more, as when its schema has been registered since. Each dead letter is sent again
 * once; what still cannot be read becomes a new one. @throws NoSuchTopic
 */
export async function replayDeadLetters(
  db: Database,
  { tenantId, topic }: { tenantId: string; topic: string },
): Promise<number> {
  let replayed = 0;
  for (;;) {
    const count = await withTransaction(db, { tenantId }, async tx => {
      if ((await findTopic(tx, topic)) === undefined) throw new NoSuchTopic();
      const letters = await takeDeadLetters(tx, { topic, limit: BATCH });
      const events = letters.map(({ value }) => ({ value, isJson: looksLikeJson(value) }));
      await appendWithin(tx, { tenantId, topic, events });
      return letters.length;
    });
    replayed += count;
    if (count < BATCH) return replayed;
  }
}

/** A frame begins with a nought. */
const looksLikeJson = (value: Buffer): boolean => /^\s*\{/.test(value.subarray(0, 50).toString());
