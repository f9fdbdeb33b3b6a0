import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { makePdf } from '#tests/support/files/make-pdf.ts';
import { writeTemporary } from '#tests/support/files/write-temporary.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** What the command says, wherever it says it, and its exit code. */
function runExtract(...args: string[]): Promise<{ said: string; exitCode: number }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [main, 'extract', ...args], (_error, stdout, stderr) =>
      resolve({ said: stdout + stderr, exitCode: child.exitCode ?? -1 }),
    );
  });
}

test('a file is shown page by page, or one page of it', async () => {
  const bytes = await makePdf([pdf => pdf.text('The north quay.'), pdf => pdf.text('The south quay.')]);
  await using file = await writeTemporary('quays.pdf', bytes);
  const all = await runExtract(file.path);
  expect(all).toMatchObject({ exitCode: 0, said: expect.stringMatching(/2 pages[^]*north[^]*south/) });
  const second = await runExtract(file.path, '--page', '2');
  expect(second.said).toContain('south');
  expect(second.said).not.toContain('north');
});

test('what is no file, and pages that are not there, are named with what to do', async () => {
  await using file = await writeTemporary('quay.pdf', await makePdf([pdf => pdf.text('The north quay.')]));
  const endings: [string[], RegExp][] = [
    [['nowhere.pdf'], /There is no file nowhere\.pdf\. Check the path/],
    [[import.meta.dirname], /is no file\. Check the path/],
    [['https://quay.example/ferries.pdf'], /an address[^]*`quarry ingest`/],
    [[file.path, '--page', '9'], /has no page 9/],
  ];
  for (const [args, reason] of endings) {
    const { said, exitCode } = await runExtract(...args);
    expect(said).toMatch(reason);
    expect(said).not.toMatch(/ENOENT|EISDIR/);
    expect(exitCode).not.toBe(0);
  }
});
