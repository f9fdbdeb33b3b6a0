import type { Database } from '#kernel/db/database.ts';
import type { ProofOutcome } from '#tests/support/proof.ts';
import { compareTiles, countRejects, countTiles } from './compare-tiles.ts';
import type { prepareGroups } from './prepare-groups.ts';
import type { Seconds } from './wait-for-both.ts';

type Groups = Awaited<ReturnType<typeof prepareGroups>>;

interface Compared {
  db: Database;
  tenantId: string;
  trials: number;
  sent: { corrupt: number; duplicate: number };
  seconds: Seconds;
}

/** What both engines made of the same events, tile by tile. */
export async function judgeEngines({ byQuarry, byFlink }: Groups, options: Compared): Promise<ProofOutcome> {
  const { trials, sent, seconds } = options;
  const { tiles, missing, extra, different, examples } = await compareTiles(options, byQuarry, byFlink);
  const [one, two] = [await countTiles(options, byQuarry), await countTiles(options, byFlink)];
  const rejects = await countRejects(options, byQuarry.topic);
  const breaches = [...examples];
  if (tiles === 0) breaches.push('no tile was made');
  if (rejects.dead !== sent.corrupt)
    breaches.push(`${sent.corrupt} were corrupt, ${rejects.dead} are dead letters`);
  if (one.late !== two.late) breaches.push(`${one.late} were late for one engine, ${two.late} for the other`);
  return {
    trials: Math.min(one.processed, two.processed, trials),
    faults: sent.corrupt + sent.duplicate + one.late,
    lost: missing + Math.max(0, one.counted - two.counted),
    doubled: extra + Math.max(0, two.counted - one.counted),
    breaches,
    figures: {
      tiles,
      different,
      corrupt: sent.corrupt,
      duplicate: one.duplicate,
      late: one.late,
      secondsEmbedded: seconds.embedded,
      secondsRelay: seconds.relay,
      secondsFlink: seconds.flink,
    },
  };
}
