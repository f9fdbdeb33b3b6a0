import type { Bait, HostileFile } from './hostile-file.ts';
import { makeBombs } from './make-bombs.ts';
import { makeDeepFiles } from './make-deep-files.ts';
import { makeEncryptedFiles } from './make-encrypted-files.ts';
import { makeEndlessFiles } from './make-endless-files.ts';
import { makeReachingFiles } from './make-reaching-files.ts';

/** Every kind of trouble in every format that can have it. */
export async function makeHostileFiles(seeds: HostileFile[], bait: Bait): Promise<HostileFile[]> {
  return [
    ...seeds,
    ...seeds.flatMap(makeDamaged),
    ...(await makeEncryptedFiles()),
    ...makeBombs(),
    ...makeDeepFiles(),
    ...makeEndlessFiles(),
    ...makeReachingFiles(bait),
  ];
}

/** Broken off in the middle, and with its first half overwritten; text has no form that could be broken. */
function makeDamaged({ name, bytes }: HostileFile): HostileFile[] {
  const half = Math.floor(bytes.length / 2);
  const overwritten = Buffer.concat([
    bytes.subarray(0, 16),
    Buffer.alloc(half, 0xa5),
    bytes.subarray(16 + half),
  ]);
  return [
    { name: name.replace('seed', 'cut'), bytes: bytes.subarray(0, half), trouble: 'damaged' },
    { name: name.replace('seed', 'overwritten'), bytes: overwritten, trouble: 'damaged' },
  ];
}
