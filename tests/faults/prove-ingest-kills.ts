import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { killFirstStart, killMigration } from './kills/kill-migrations.ts';
import type { MigrationTrial } from './kills/kill-migrations.ts';
import { makeFiles } from './kills/make-files.ts';
import { runCell } from './kills/run-cell.ts';
import type { CellOutcome } from './kills/run-cell.ts';

/** Installations side by side: a trial mostly waits for the lease of the dead. */
const STORES = ['postgres', 'postgres', 'postgres', 'pglite'] as const;
/** Every so many trials one more kills a migration. */
const MIGRATION_EVERY = 25;

/** Real processes, real SIGKILL: api and worker on PostgreSQL, the one process on PGlite. */
export const proof: Proof = {
  claim:
    'kill -9 at any named point of an ingestion loses nothing, doubles nothing, leaves nothing behind, pays for no ' +
    'committed batch again, and every document is final within its lease + 2 s',
  trials: 100,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-kills-'));
    try {
      return await proveKills(options, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function proveKills({ trials, seed, report }: ProofOptions, folder: string): Promise<ProofOutcome> {
  await using _pglite = await preparePglite();
  await using provider = await startFakeProvider();
  provider.always(call => ({ latencyMs: 5 + ((call.number * 37) % 60) }));
  const files = await makeFiles(folder);
  const migrations = Math.ceil(trials / MIGRATION_EVERY);
  let next = 0;
  const nextTrial = () => (next < trials - 2 * migrations ? next++ : undefined);
  const cells = await allOrFirstFailure(
    STORES.map((store, number) => runCell({ number, store, provider, files, seed, nextTrial, report })),
  );
  const killedMigrations: MigrationTrial[] = [];
  for (let trial = 0; trial < migrations; trial++) {
    killedMigrations.push(await killMigration(seed + trial), await killFirstStart(seed + trial));
  }
  report(`${killedMigrations.length} migrations killed`);
  return judge(cells, killedMigrations);
}

/** Waits for all even when one fails: what they share is taken away afterwards. */
async function allOrFirstFailure<T>(work: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return await Promise.all(work);
}

function judge(cells: CellOutcome[], migrations: MigrationTrial[]): ProofOutcome {
  const trials = cells.flatMap(cell => cell.trials);
  const recovered = trials.map(trial => trial.recoveredMs).toSorted((a, b) => a - b);
  const seconds = (share: number) =>
    ((recovered[Math.min(recovered.length - 1, Math.floor(recovered.length * share))] ?? 0) / 1000).toFixed(
      1,
    );
  return {
    trials: trials.length + migrations.length,
    faults: sum(trials.map(trial => trial.deaths)) + migrations.filter(each => each.killed).length,
    lost: sum(cells.map(cell => cell.lost)),
    doubled: sum(cells.map(cell => cell.doubled)),
    breaches: [
      ...trials.flatMap(trial => trial.breaches),
      ...cells.flatMap(cell => cell.breaches),
      ...migrations.flatMap(each =>
        each.killed ? each.breaches : ['a migration was not killed', ...each.breaches],
      ),
    ],
    figures: {
      'final after s p50': seconds(0.5),
      'final after s max': seconds(1),
      'batches paid again': sum(trials.map(trial => trial.paidAgain)),
    },
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
