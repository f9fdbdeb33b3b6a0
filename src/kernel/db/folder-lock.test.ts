import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from './folder-lock.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'quarry-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a second holder is refused with the pid of the first', () => {
  using _lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  expect(() => lockFolder(folder)).toThrow(new RegExp(`in use by process ${process.pid}`));
});

test('a released folder can be held again', () => {
  lockFolder(folder)[Symbol.dispose]();
  using lock = lockFolder(folder);
  expect(lock).toBeDefined();
});

test('the lock of a dead process is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise(resolve => child.once('exit', resolve));
  writeFileSync(path.join(folder, 'quarry.lock'), JSON.stringify({ pid: child.pid, startedAt: '1' }));
  using lock = lockFolder(folder);
  expect(lock).toBeDefined();
});

test('a reused pid is another process', () => {
  writeFileSync(
    path.join(folder, 'quarry.lock'),
    JSON.stringify({ pid: process.pid, startedAt: 'another time' }),
  );
  using lock = lockFolder(folder);
  expect(lock).toBeDefined();
});

test('while one process judges a lock, others are refused', () => {
  writeFileSync(path.join(folder, 'quarry.lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
  writeFileSync(path.join(folder, 'quarry.lock.guard'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
});
