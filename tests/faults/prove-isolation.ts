import type { Store } from '#kernel/db/database.ts';
import { preparePglite } from '#tests/support/prepare-pglite.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import type { Proof } from '#tests/support/proof.ts';
import { probeIsolation } from './isolation/probe-isolation.ts';

const stores: Store[] = ['pglite', 'postgres'];

/** Generated from the route table and the catalogue of tables: a new one without a fixture fails. */
export const proof: Proof = {
  claim:
    'another tenant’s id, cursor or row answers exactly like one that never was, in every route and every table',
  trials: 1,
  async run({ trials, report }) {
    await using _pglite = await preparePglite();
    await using _postgres = await preparePostgres();
    let probes = 0;
    const breaches: string[] = [];
    for (let trial = 0; trial < trials; trial++) {
      for (const store of stores) {
        const found = await probeIsolation(store);
        probes += found.probes;
        breaches.push(...found.leaks.map(leak => `${store}: ${leak}`));
        report(`${store}: ${found.probes} probes, ${found.leaks.length} leaks`);
      }
    }
    report(`isolation: ${probes} probes, ${breaches.length} leaks`);
    return { trials, faults: probes, lost: 0, doubled: 0, breaches, figures: { probes } };
  },
};
