import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Proof } from '#tests/support/proof.ts';
import { backUpUnderWrites } from './backup/back-up-under-writes.ts';
import { moveEmbeddedStore } from './backup/move-embedded-store.ts';

export const proof: Proof = {
  claim:
    'a backup taken under writes comes back elsewhere with every row and file of one moment; so does an embedded store that moves to PostgreSQL',
  trials: 3,
  store: 'postgres',
  async run({ trials, without, report }) {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-prove-backup-'));
    const sums = { faults: 0, lost: 0, doubled: 0, breaches: [] as string[] };
    try {
      for (let trial = 1; trial <= trials; trial++) {
        const damage = without === 'whole-restore';
        const found = await backUpUnderWrites({ folder: path.join(folder, String(trial)), damage });
        sums.faults += found.writes;
        sums.lost += found.lost;
        sums.doubled += found.doubled;
        sums.breaches.push(...found.breaches);
        report(`trial ${trial}: ${found.writes} documents written while the backup was taken`);
      }
      const rows = await moveEmbeddedStore();
      return { trials, ...sums, figures: { 'rows moved and compared': rows } };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
