import { parseArgs } from 'node:util';
import { preparePglite } from '../tests/support/prepare-pglite.ts';
import { preparePostgres } from '../tests/support/prepare-postgres.ts';
import type { Proof, ProofOutcome } from '../tests/support/proof.ts';
import { judgeProof } from './judge-proof.ts';
import { listPrograms } from './list-programs.ts';
import { recordResult } from './record-result.ts';

const proofs = listPrograms(
  ['tests/races', 'tests/faults', 'tests/conformance'],
  /^prove-(?<name>[a-z0-9-]+)\.ts$/,
);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: 'string' },
    seed: { type: 'string' },
    without: { type: 'string' },
    record: { type: 'boolean' },
  },
});
const [name = ''] = positionals;
const file = proofs.get(name);

if (file) {
  process.exitCode = (await prove(file)) ? 0 : 1;
} else {
  console.error(name ? `There is no proof "${name}".` : 'Which proof?');
  console.error(
    `npm run prove -- NAME [--trials N] [--seed S] [--without GUARD] [--record], where NAME is one of: ${[...proofs.keys()].join(', ') || '(none yet)'}`,
  );
  process.exitCode = 2;
}

async function prove(program: string): Promise<boolean> {
  const { proof } = (await import(program)) as { proof: Proof };
  const trials = wholeNumber('trials', values.trials ?? String(proof.trials));
  const seed = wholeNumber('seed', values.seed ?? String(Date.now() % 1_000_000));
  console.log(`To prove: ${proof.claim}`);
  console.log(`${trials} trials, seed ${seed}`);
  await using _store = await prepareStore(proof);
  const startedMs = performance.now();
  const outcome = await proof.run({
    trials,
    seed,
    without: values.without,
    report: line => console.log(`  ${line}`),
  });
  const breaches = judgeProof(outcome, trials);
  for (const breach of breaches.slice(0, 20)) console.log(`  breach: ${breach}`);
  if (breaches.length > 20) console.log(`  … and ${breaches.length - 20} more`);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(summary(outcome, breaches.length, seconds));
  if (values.record) await record(outcome, breaches.length, { seed, seconds });
  return breaches.length === 0;
}

async function record(outcome: ProofOutcome, breaches: number, run: { seed: number; seconds: number }) {
  const note = `\`npm run prove -- ${name}\`, seed ${run.seed}, ${Math.round(run.seconds)} s`;
  const headline = breaches === 0 ? 'Proven' : 'Not proven';
  await recordResult(name, { headline, rows: [figuresOf(outcome, breaches)], note });
}

/** What a test project's global setup does for tests. */
async function prepareStore({ store }: Proof): Promise<AsyncDisposable | undefined> {
  if (!store) return undefined;
  process.env['QUARRY_TEST_STORE'] = store;
  return await (store === 'postgres' ? preparePostgres() : preparePglite());
}

function summary(outcome: ProofOutcome, breaches: number, seconds: number): string {
  const figures = Object.entries(figuresOf(outcome, breaches))
    .map(([label, value]) => `${label} ${value}`)
    .join(', ');
  return `${breaches === 0 ? 'PROVEN' : 'NOT PROVEN'} ${name}: ${figures} (${seconds.toFixed(1)} s)`;
}

function figuresOf({ trials, faults, lost, doubled, figures }: ProofOutcome, breaches: number) {
  return { trials, faults, lost, doubled, breaches, ...figures };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${option} must be a whole number, not "${text}".`);
  process.exit(2);
}
