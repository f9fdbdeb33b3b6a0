import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import { makeZip } from '#tests/support/files/make-zip.ts';
import type { HostileFile } from '../hostile-files/hostile-file.ts';
import { makeBombs } from '../hostile-files/make-bombs.ts';
import { judgeEnding } from '../hostile-files/judge-ending.ts';
import { readBatch } from '../hostile-files/read-batch.ts';
import type { ReadFile } from '../hostile-files/read-batch.ts';
import type { Attack } from './attack.ts';
import { makePdfBomb } from './make-pdf-bomb.ts';

const limits = {
  ...defaultExtractionLimits,
  timeoutMs: 10_000,
  maxMemoryBytes: 512 * 1024 ** 2,
  maxInflatedBytes: 20 * 1024 ** 2,
};
/** Those that end soon; `npm run prove -- hostile-files` reads them all. */
const chosen = ['bomb.docx', 'lying-bomb.docx', 'bomb.zip', 'laughs.docx'];

export const bombs: Attack = {
  name: 'a small file grows until the server has no memory or time left',
  control: 'inflation-limit',
  async run(_stage, isControlled) {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-attacks-'));
    const files = [...makeBombs().filter(each => chosen.includes(each.name)), makeQuietBomb(), makePdfBomb()];
    const given = isControlled ? limits : { ...limits, maxInflatedBytes: 4 * 1024 ** 3 };
    try {
      const read = await Array.fromAsync(readBatch(files, { folder, limits: given }));
      const breaches = read.flatMap(each => [...judgeEnding(each, limits), ...findUnpacked(each)]);
      return { tries: read.length, breaches };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Unpacks to no more than twice its size, so that only the sum gives it away. */
function makeQuietBomb(): HostileFile {
  const content = Buffer.from(randomBytes(12 * 1024 ** 2).toString('hex'));
  const bytes = makeZip([{ name: 'numbers.txt', content }]);
  return { name: 'quiet-bomb.zip', bytes, trouble: 'bomb', mayFailWith: ['archive-bomb'] };
}

/** A bomb that is read was unpacked whole. */
function findUnpacked({ file, ending }: ReadFile): string[] {
  const isBomb = file.mayFailWith?.includes('archive-bomb') ?? false;
  const isStopped = ending.state === 'failed' && ending.code === 'archive-bomb';
  return isBomb && !isStopped ? [`${file.name}: was unpacked`] : [];
}
