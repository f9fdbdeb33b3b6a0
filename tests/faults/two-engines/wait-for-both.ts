import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '#kernel/db/database.ts';
import { countTiles } from './compare-tiles.ts';
import type { prepareGroups } from './prepare-groups.ts';

const PATIENCE_MS = 120_000;

type Groups = Awaited<ReturnType<typeof prepareGroups>>;

interface Where {
  db: Database;
  tenantId: string;
}

export interface Seconds {
  embedded: string;
  relay: string;
  flink: string;
}

/** Until both have read everything and count the same, or nothing has changed for a long time; how long each took. */
export async function waitForBoth(
  { byQuarry, byFlink }: Groups,
  { trials, report, ...where }: Where & { trials: number; report: (line: string) => void },
): Promise<Seconds> {
  const startedMs = performance.now();
  const passed = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  const seconds: Partial<Seconds> = {};
  let [last, changedAt] = ['', startedMs];
  for (;;) {
    const [one, two] = [await countTiles(where, byQuarry), await countTiles(where, byFlink)];
    if (one.processed === trials) seconds.embedded ??= passed();
    if (two.processed === trials) seconds.relay ??= passed();
    if (seconds.embedded && seconds.relay && one.counted === two.counted && one.is_whole)
      return { embedded: seconds.embedded, relay: seconds.relay, flink: passed() };
    const now = JSON.stringify([one, two]);
    if (now !== last) [last, changedAt] = [now, performance.now()];
    if (performance.now() - changedAt > PATIENCE_MS) {
      report(`nothing changes any more: ${now}`);
      return { embedded: 'never', relay: 'never', flink: 'never', ...seconds };
    }
    await delay(500);
  }
}
