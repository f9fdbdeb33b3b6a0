import type { Database } from '#kernel/db/database.ts';
import { createLimitedTenant } from '#tests/support/create-limited-tenant.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOptions } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import { cutAcknowledgements } from './credits/cut-acknowledgements.ts';
import { judgeBooks } from './credits/judge-books.ts';
import type { BooksVerdict } from './credits/judge-books.ts';
import { killSpenders } from './credits/kill-spenders.ts';
import { raceEnds } from './credits/race-ends.ts';
import { orderRush, startSpenders } from './credits/spender-processes.ts';
import type { Spenders } from './credits/spender-processes.ts';
import { CALL_CREDITS, rush } from './credits/spender.ts';

const CALLS = 1_000;
const ROOM = 50;

/** One trial is one seed: two rushes, a race of ends, cut connections, and killed processes. `--without sweep` must fail. */
export const proof: Proof = {
  claim:
    'of 1,000 calls at once with room for 50 exactly 50 go, in one process and in four; however holds end, each is ' +
    'billed at most once, records add up to what is used and holds to what is reserved',
  trials: 20,
  store: 'postgres',
  async run(options) {
    await using store = await openTestStore({ store: 'postgres', maxConnections: 10 });
    await using spenders = await startSpenders({ ...store.config, maxConnections: 5 }, 4);
    const sum = { trials: 0, faults: 0, lost: 0, doubled: 0, breaches: [] as string[] };
    const stage = { db: store.db, config: store.config, spenders };
    for (; sum.trials < options.trials; sum.trials++) {
      const trial = await runTrial(stage, { ...options, seed: options.seed + sum.trials });
      sum.faults += trial.faults;
      sum.lost += trial.lost;
      sum.doubled += trial.doubled;
      sum.breaches.push(...trial.breaches);
      options.report(`seed ${options.seed + sum.trials}: ${trial.line}`);
    }
    return sum;
  },
};

interface Stage {
  db: Database;
  config: Parameters<typeof startSpenders>[0];
  spenders: Spenders;
}

async function runTrial(stage: Stage, { seed, without }: ProofOptions) {
  const random = seededRandom(seed);
  const { db, config: database } = stage;
  const verdicts: BooksVerdict[] = [];
  const breaches: string[] = [];
  const judge = async (tenantId: string, settled: string[] = []): Promise<void> =>
    void verdicts.push(await judgeBooks(db, { tenantId, settled }));
  const newTenant = () => createLimitedTenant(db, { credits: ROOM * CALL_CREDITS });

  const rushes = [await newTenant(), await newTenant()];
  const granted = [
    await rush(db, { tenantId: rushes[0]!, calls: CALLS }),
    await rushInFour(stage, rushes[1]!),
  ];
  for (const { granted: count, errors } of granted) {
    if (count !== ROOM) breaches.push(`${count} calls went, not ${ROOM}`);
    breaches.push(...errors);
  }
  for (const tenantId of rushes) await judge(tenantId);

  const racing = await newTenant();
  const race = await raceEnds(db, { tenantId: racing, random });
  breaches.push(...race.breaches);
  await judge(racing, race.settled);

  const cutting = await newTenant();
  const cut = await cutAcknowledgements({ db, tenantId: cutting, database, random });
  await judge(cutting, cut.settled);

  const dying = await newTenant();
  const killed = await killSpenders(db, { tenantId: dying, database, random, without });
  await judge(dying, killed.settled);
  return {
    faults: cut.cuts + killed.orphans + 2 * (CALLS - ROOM),
    lost: verdicts.reduce((sum, verdict) => sum + verdict.lost, 0),
    doubled: verdicts.reduce((sum, verdict) => sum + verdict.doubled, 0),
    breaches: [...breaches, ...verdicts.flatMap(verdict => verdict.breaches)].map(
      each => `seed ${seed}: ${each}`,
    ),
    line:
      `${granted.map(each => each.granted).join(' and ')} of ${CALLS} went; ${race.settled.length} of 40 races settled; ` +
      `${cut.cuts} commits unacknowledged, ${cut.settled.length} settled; ${killed.orphans} holds orphaned by kill -9`,
  };
}

async function rushInFour(
  { spenders }: Stage,
  tenantId: string,
): Promise<{ granted: number; errors: string[] }> {
  const calls = CALLS / spenders.processes.length;
  const reports = await Promise.all(
    spenders.processes.map(child => orderRush(child, { kind: 'rush', tenantId, calls })),
  );
  const rushed = reports.flatMap(report => (report.kind === 'rushed' ? [report] : []));
  return {
    granted: rushed.reduce((sum, report) => sum + report.granted, 0),
    errors: rushed.flatMap(report => report.errors),
  };
}
