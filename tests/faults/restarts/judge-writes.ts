import { until } from '../zombies/stage.ts';
import type { RestartStage } from './restart-stage.ts';
import type { SteadyLoad } from './steady-load.ts';

export interface Books {
  lost: number;
  doubled: number;
  breaches: string[];
}

const IN_WORK = `status not in ('ready', 'failed', 'cancelled')`;

/** Every acknowledged document is there once, and in the end all are ready. `without`: plants a loss. */
export async function judgeWrites(stage: RestartStage, load: SteadyLoad, without?: string): Promise<Books> {
  await until('all documents are final', async () => {
    const [row] = await stage.look<{ count: number }>(
      `select count(*)::int as count from documents where title like 'written %' and ${IN_WORK}`,
    );
    return row!.count === 0 ? true : undefined;
  });
  const found = await stage.look<{ title: string; status: string }>(
    `select title, status from documents where title like 'written %'`,
  );
  if (without === 'acknowledged-write') found.pop();
  const titles = new Set(found.map(row => row.title));
  const unready = found.filter(row => row.status !== 'ready');
  return {
    lost: [...load.acknowledged].filter(title => !titles.has(title)).length,
    doubled: found.length - titles.size,
    breaches: unready.map(row => `the document "${row.title}" ended ${row.status}`),
  };
}
