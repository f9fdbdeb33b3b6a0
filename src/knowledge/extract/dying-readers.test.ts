import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { makeScan } from '#tests/support/files/make-scan.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';
import { extractDocument } from './extract-document.ts';

const patience = { timeout: 120_000, interval: 20 };

interface Running {
  pid: number;
  parent: number;
  args: string;
}

function listProcesses(): Running[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap(line => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
}

function listBelow(ancestor: number, processes = listProcesses()): Running[] {
  const children = processes.filter(({ parent }) => parent === ancestor);
  return children.flatMap(child => [child, ...listBelow(child.pid, processes)]);
}

function findReader(fileName: string): Running | undefined {
  return listBelow(process.pid).find(
    ({ args }) => args.includes('extract-worker') && args.includes(fileName),
  );
}

test('the pages that a dead reader left are read by another one', async () => {
  const pages = Array.from({ length: 300 }, (_, index) => index + 1);
  const bytes = await makePdf(
    pages.map(number => pdf => pdf.text(`Sheet ${number} says this and that. `.repeat(20))),
  );
  await using file = await writeTemporary('dying.pdf', bytes);
  const read: number[] = [];
  for await (const event of extractDocument({ path: file.path, fileName: 'dying.pdf' })) {
    if (event.type !== 'page') continue;
    if (read.push(event.page.number) === 1) process.kill(findReader(file.path)!.pid, 'SIGKILL');
    expect(event.page.text).toContain(`Sheet ${event.page.number} says`);
  }
  expect(read).toEqual(pages);
});

test('the recogniser dies with the reader that asked it', async () => {
  await using file = await writeTemporary('orphan.pdf', await makeScan([['The customs house.']]));
  await using recogniser = await writeTemporary('slow-recogniser', '#!/bin/sh\nexec sleep 86399\n');
  await chmod(recogniser.path, 0o755);
  const abort = new AbortController();
  const ocr = { command: recogniser.path, timeoutMs: 600_000 };
  const reading = Array.fromAsync(
    extractDocument({ path: file.path, fileName: 'orphan.pdf', ocr, signal: abort.signal }),
  );
  void Promise.allSettled([reading]);
  const running = await vi.waitFor(() => {
    const reader = findReader(file.path);
    const found = listBelow(reader?.pid ?? -1).find(({ args }) => args.includes('sleep 86399'));
    expect(found).toBeDefined();
    return found!;
  }, patience);
  abort.abort(new Error('No longer wanted.'));
  await expect(reading).rejects.toThrow('No longer wanted.');
  await vi.waitFor(() => expect(listProcesses().map(({ pid }) => pid)).not.toContain(running.pid), patience);
});
