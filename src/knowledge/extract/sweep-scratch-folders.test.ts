import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepScratchFolders } from './sweep-scratch-folders.ts';

const deadPid = 2 ** 30;

test('old folders of processes that are gone are removed, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-'));
  const names = [`quarry-read-${deadPid}-a`, `quarry-read-${process.pid}-b`, 'quarry-read-older', 'else'];
  for (const name of names) {
    await mkdir(join(folder, name));
    await utimes(join(folder, name), 0, 0);
  }
  await mkdir(join(folder, `quarry-read-${deadPid}-new`));
  await sweepScratchFolders(folder);
  expect((await readdir(folder)).toSorted()).toEqual(
    ['else', `quarry-read-${deadPid}-new`, `quarry-read-${process.pid}-b`].toSorted(),
  );
  await rm(folder, { recursive: true });
});
