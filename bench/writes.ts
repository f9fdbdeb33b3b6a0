import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openDatabase } from '#kernel/db/open-database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { countVersions, makeLibraries } from './writes/make-libraries.ts';
import type { MadeLibraries } from './writes/make-libraries.ts';
import { bareWays, ourWays } from './writes/ways.ts';
import type { Once } from './writes/ways.ts';

// What changing a row costs through our code beside bare SQL: at once, under a lock, and by version; by one and by many,
// on one row and on many. No change may be lost: versions must have risen by as many as succeeded.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '3' },
    clients: { type: 'string', default: '1,10,50' },
    rows: { type: 'string', default: '1,1000' },
  },
});
const ROUNDS = Number(values.rounds);
const MS = Number(values.seconds) * 1_000;
/** Of what bare SQL does. */
const BAR = 0.7;
const ratios: number[] = [];
let lostInAll = 0;
const load = () =>
  loadavg()
    .map(each => each.toFixed(1))
    .join(' ');

await using _prepared = await preparePostgres();
await using test = await createTestStore({ store: 'postgres' });
console.log(`load ${load()}; updates a second, median of ${ROUNDS} rounds that take turns`);
console.log('way          rows  clients     ours     bare   ratio   lost');
for (const rows of values.rows.split(',').map(Number)) {
  const libraries = await makeLibraries(test, rows);
  for (const way of ['atomic', 'pessimistic', 'optimistic'] as const)
    for (const clients of values.clients.split(',').map(Number)) await compare(way, libraries, clients);
}
console.log(`load ${load()}`);
const reached = ratios.filter(ratio => ratio >= BAR).length;
console.log(
  `writes: ${reached} of ${ratios.length} at ${BAR} of bare SQL or more, the least ${Math.min(...ratios).toFixed(2)}, ${lostInAll} lost`,
);
if (lostInAll > 0) process.exitCode = 1;

async function compare(
  way: 'atomic' | 'pessimistic' | 'optimistic',
  libraries: MadeLibraries,
  clients: number,
): Promise<void> {
  const rates = { ours: [] as number[], bare: [] as number[] };
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
      await using db = await openDatabase({ ...test.config, maxConnections: clients });
      const once = side === 'ours' ? ourWays[way](db, libraries) : bareWays[way](db.pool, libraries);
      const before = await countVersions(test, libraries);
      const { rate, done } = await perSecond(clients, once, libraries.ids);
      lost += done - ((await countVersions(test, libraries)) - before);
      rates[side].push(rate);
    }
  }
  const [ours, bare] = [median(rates.ours), median(rates.bare)];
  ratios.push(ours / bare);
  lostInAll += lost;
  console.log(
    `${way.padEnd(12)} ${String(libraries.ids.length).padStart(4)} ${String(clients).padStart(8)} ${ours.toFixed(0).padStart(8)} ` +
      `${bare.toFixed(0).padStart(8)} ${(ours / bare).toFixed(2).padStart(7)} ${String(lost).padStart(6)}`,
  );
}

async function perSecond(
  clients: number,
  once: Once,
  ids: string[],
): Promise<{ rate: number; done: number }> {
  let done = 0;
  const begun = performance.now();
  const end = begun + MS;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (; performance.now() < end; done++) await once(ids[Math.floor(Math.random() * ids.length)]!);
    }),
  );
  return { done, rate: (done * 1000) / (performance.now() - begun) };
}

function median(rates: number[]): number {
  return rates.toSorted((a, b) => a - b)[rates.length >> 1]!;
}
