import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startShareProbe } from '#tests/support/measure/probe-share.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { killFirstStart, killMigration } from './kills/kill-migrations.ts';
import type { MigrationTrial } from './kills/kill-migrations.ts';
import { makeFiles } from './kills/make-files.ts';
import { plantOf } from './kills/plants.ts';
import { runCell } from './kills/run-cell.ts';
import type { CellOutcome } from './kills/run-cell.ts';

/** Installations side by side: a trial mostly waits for the lease of the dead. PGlite's trials do not, and are quick. */
const STORES = ['postgres', 'postgres', 'postgres', 'postgres', 'postgres', 'pglite'] as const;
/** Every so many trials one more kills a migration. */
const MIGRATION_EVERY = 25;

/** Real processes, real SIGKILL: api and worker on PostgreSQL, the one process on PGlite. */
export const proof: Proof = {
  claim:
    'kill -9 at any named point of an ingestion loses nothing, doubles nothing, leaves nothing behind, pays for no ' +
    'committed batch again, and every document is final within its lease + 2 s; beside that only the time counts in ' +
    'which the machine lets a reader run',
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

async function proveKills(options: ProofOptions, folder: string): Promise<ProofOutcome> {
  const { trials, seed, report } = options;
  const plant = plantOf(options.without);
  await using probe = await startShareProbe();
  await using _pglite = await preparePglite();
  await using provider = await startFakeProvider();
  provider.always(call => ({ latencyMs: 5 + ((call.number * 37) % 60) }));
  const files = await makeFiles(folder);
  const migrations = Math.ceil(trials / MIGRATION_EVERY);
  let next = 0;
  const nextTrial = () => (next < trials - 2 * migrations ? next++ : undefined);
  const killedMigrations = killMigrations(migrations, seed, report);
  const cells = STORES.map((store, number) =>
    runCell({ number, store, provider, files, seed, probe, plant, nextTrial, report }).catch(
      (error: Error) => {
        report(`the installation ${number} gives up: ${error.message.slice(0, 500)}`);
        throw error;
      },
    ),
  );
  await Promise.allSettled([killedMigrations, ...cells]);
  // Only now may one that failed end the others: what they share is taken away behind it.
  return judge(await Promise.all(cells), await killedMigrations);
}

async function killMigrations(
  count: number,
  seed: number,
  report: ProofOptions['report'],
): Promise<MigrationTrial[]> {
  const killed: MigrationTrial[] = [];
  for (let trial = 0; trial < count; trial++) {
    killed.push(await killMigration(seed + trial), await killFirstStart(seed + trial));
    report('a migration of each store was killed');
  }
  return killed;
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
      'idle s max': (Math.max(...trials.map(trial => trial.recovery.idleMs)) / 1000).toFixed(1),
      'share of a processor min': Math.min(...trials.map(trial => trial.reading.share)).toFixed(2),
      'batches paid again': sum(trials.map(trial => trial.paidAgain)),
    },
  };
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
