import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { makeConfig } from './config/config.ts';
import { armFailpoints, failpoint, parseFaultPlan } from './failpoints.ts';

let signals: unknown[];

beforeEach(() => {
  signals = [];
  vi.spyOn(process, 'kill').mockImplementation((_pid, signal) => (signals.push(signal), true));
});

afterEach(() => {
  armFailpoints(undefined);
  vi.restoreAllMocks();
});

test('a process that nobody armed passes every point', () => {
  expect(failpoint('after-claim')).toBeUndefined();
  expect(signals).toEqual([]);
});

test('a point kills or freezes at the pass it was armed for, and at no other', () => {
  armFailpoints(parseFaultPlan('after-claim=kill@3,embed-before=stop'));
  for (let pass = 1; pass <= 4; pass++) {
    void failpoint('after-claim');
    expect(signals.length).toBe(pass < 3 ? 0 : 1);
  }
  void failpoint('embed-before');
  expect(signals).toEqual(['SIGKILL', 'SIGSTOP']);
});

test('a running process is armed by its file, and each new line counts from one', async () => {
  await using file = await writeTemporary('faults', '');
  armFailpoints(parseFaultPlan(`@${file.path}`));
  void failpoint('mid-extract');
  await writeFile(file.path, 'mid-extract=kill@2');
  void failpoint('mid-extract');
  expect(signals).toEqual([]);
  void failpoint('mid-extract');
  expect(signals).toEqual(['SIGKILL']);
});

test('an unknown point stops the start, with the name of the variable', () => {
  expect(() => makeConfig({ QUARRY_FAILPOINTS: 'before-lunch=kill' })).toThrow(/QUARRY_FAILPOINTS/);
  expect(makeConfig({}).failpoints).toBeUndefined();
});
