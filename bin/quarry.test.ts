import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const checkout = mkdtempSync(join(tmpdir(), 'quarry-launcher-'));

// Says how it was started, ready for a signal by then, and does what its first argument tells it.
const program = `
  if (process.argv[2] === 'serve') {
    process.on('SIGTERM', () => { console.log('closing'); process.exit(0); });
    setInterval(() => {}, 1000);
  }
  console.log(JSON.stringify({ node: process.versions.node, args: process.argv.slice(2), pid: process.pid }));
  if (process.argv[2] === 'exit') process.exitCode = Number(process.argv[3]);
  if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL');
`;

beforeAll(() => {
  write('package.json', '{ "type": "module" }');
  write('src/cli/main.ts', program);
  write('bin/quarry.js', '');
  copyFileSync(join(repository, 'bin/quarry.js'), join(checkout, 'bin/quarry.js'));
  mkdirSync(join(checkout, 'node_modules'));
  symlinkSync(join(repository, 'node_modules/node'), join(checkout, 'node_modules/node'));
});

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

test('a new enough Node runs the program itself', async () => {
  const run = await finish(launch('24.1.0', 'exit', '3'));
  expect(run).toMatchObject({ exitCode: 3, node: '24.1.0', args: ['exit', '3'] });
});

test('an old Node hands over to the one that npm installed, with arguments and exit code', async () => {
  const run = await finish(launch('20.1.0', 'exit', '3'));
  expect(run).toMatchObject({ exitCode: 3, args: ['exit', '3'] });
  expect(run.node).toMatch(/^24\./);
});

test('a signal to the launcher reaches the program, which closes in order', async () => {
  const launcher = launch('20.1.0', 'serve');
  await once(launcher.stdout!, 'data');
  const finished = finish(launcher);
  launcher.kill('SIGTERM');
  expect(await finished).toMatchObject({ exitCode: 0, said: expect.stringContaining('closing') });
});

test('a program that was killed is not reported as a success', async () => {
  expect(await finish(launch('20.1.0', 'die'))).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
});

/** Starts the launcher in a Node that believes to be of this version. */
function launch(version: string, ...args: string[]): ChildProcess {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  const pretending = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
  return spawn(process.execPath, [...pretending, join(checkout, 'bin/quarry.js'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function finish(launcher: ChildProcess) {
  let said = '';
  launcher.stdout!.on('data', chunk => (said += String(chunk)));
  const [exitCode, signal] = (await once(launcher, 'close')) as [number | null, string | null];
  const [firstLine = ''] = said.split('\n');
  return { exitCode, signal, said, ...(firstLine.startsWith('{') ? JSON.parse(firstLine) : {}) };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), text);
}
