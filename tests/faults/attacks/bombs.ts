import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import { makeBombs } from '../hostile-files/make-bombs.ts';
import { judgeEnding } from '../hostile-files/judge-ending.ts';
import { readBatch } from '../hostile-files/read-batch.ts';
import type { Attack } from './attack.ts';
import { makePdfBomb } from './make-pdf-bomb.ts';

const limits = {
  ...defaultExtractionLimits,
  timeoutMs: 10_000,
  maxMemoryBytes: 512 * 1024 ** 2,
  maxInflatedBytes: 100 * 1024 ** 2,
};
/** Those that end soon; `npm run prove -- hostile-files` reads them all. */
const chosen = ['bomb.docx', 'lying-bomb.docx', 'bomb.zip', 'laughs.docx'];

export const bombs: Attack = {
  name: 'a small file grows until the server has no memory or time left',
  control: 'inflation-limit',
  async run(_stage, isControlled) {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-attacks-'));
    const files = [...makeBombs().filter(each => chosen.includes(each.name)), makePdfBomb()];
    const given = isControlled ? limits : { ...limits, maxInflatedBytes: 4 * 1024 ** 3 };
    try {
      const read = await Array.fromAsync(readBatch(files, { folder, limits: given }));
      const breaches = read.flatMap(each => judgeEnding(each, limits));
      return { tries: read.length, breaches };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
