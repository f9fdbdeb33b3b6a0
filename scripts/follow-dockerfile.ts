import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyContext } from './deploy/copy-context.ts';
import { execForm, parseDockerfile } from './deploy/parse-dockerfile.ts';
import type { Stage } from './deploy/parse-dockerfile.ts';
import { replayStage } from './deploy/replay-stage.ts';
import type { Replay } from './deploy/replay-stage.ts';
import { runCommand } from './run-command.ts';

// Follows deploy/Dockerfile in a clean folder, where no container engine is: the same copies, the same npm commands, the
// same start; then its own health check must answer, the web app be served and a file be read by what is in the image.

const REPOSITORY = fileURLToPath(new URL('../', import.meta.url));
const STARTS_WITHIN_MS = 120_000;

const folder = mkdtempSync(path.join(tmpdir(), 'quarry-image-'));
try {
  const { stage, replay } = await build(parseDockerfile(readFileSync('deploy/Dockerfile', 'utf8')));
  await tryImage(stage, replay);
  console.log('The image starts as its Dockerfile says.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function build(stages: Stage[]): Promise<{ stage: Stage; replay: Replay }> {
  const context = path.join(folder, 'context');
  copyContext(REPOSITORY, context);
  const roots = new Map<string, string>();
  let last: { stage: Stage; replay: Replay } | undefined;
  for (const [index, stage] of stages.entries()) {
    const root = path.join(folder, `stage-${index}`);
    mkdirSync(root);
    last = { stage, replay: await replayStage(stage, { root, context, stages: roots, run }) };
    for (const command of last.replay.left) console.log(`left to an engine: ${command}`);
    roots.set(stage.name, root);
  }
  return last!;
}

async function run(
  command: string,
  { cwd, environment }: { cwd: string; environment: object },
): Promise<void> {
  console.log(`RUN ${command}`);
  const code = await runCommand('sh', ['-c', command], {
    cwd,
    environment: { ...process.env, ...environment },
  });
  if (code !== 0) throw new Error(`\`${command}\` ended with ${code}`);
}

async function tryImage(stage: Stage, { root, environment }: Replay): Promise<void> {
  const port = await findFreePort();
  const place = (text: string): string => text.replace(/^\/(app|data)\b/, `${root}/$1`);
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: folder };
  for (const [name, value] of Object.entries(environment)) env[name] = place(value);
  Object.assign(env, { QUARRY_HOST: '127.0.0.1', QUARRY_PORT: String(port) });
  const command = (words: string[]): string[] =>
    words.map(word => place(word === 'node' ? process.execPath : word).replace(/\b8008\b/, String(port)));
  const cwd = path.join(root, 'data');
  const entry = command(execForm(stage, 'ENTRYPOINT'));
  const program = start([...entry, ...execForm(stage, 'CMD')], { cwd, env });
  try {
    await untilHealthy(command(execForm(stage, 'HEALTHCHECK')), { cwd, env, program });
    await assertWebApp(port);
    readFileWith(entry, { cwd, env, root });
  } finally {
    await stop(program);
  }
}

type Started = ReturnType<typeof start>;

function start([file, ...args]: string[], options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return spawn(file!, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
}

async function stop(program: Started): Promise<void> {
  if (program.exitCode !== null) return;
  const ended = once(program, 'exit');
  program.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`SIGTERM did not end the program well: ${code}`);
}

async function untilHealthy(
  [file, ...args]: string[],
  { program, ...options }: { cwd: string; env: NodeJS.ProcessEnv; program: Started },
): Promise<void> {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (!succeeds(file!, args, options)) {
    if (program.exitCode !== null) throw new Error(`the program ended with ${program.exitCode}`);
    if (Date.now() > deadline) throw new Error('the health check never answered');
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

function succeeds(file: string, args: string[], options: { cwd: string; env: NodeJS.ProcessEnv }): boolean {
  try {
    execFileSync(file, args, { ...options, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function assertWebApp(port: number): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}/`);
  const text = await reply.text();
  if (!reply.ok || !text.includes('<script'))
    throw new Error(`the web app is not in the image: ${reply.status}`);
}

/** The readers of files live in packages: one that was pruned by mistake shows here. */
function readFileWith(
  [file, ...args]: string[],
  { root, ...options }: { cwd: string; env: NodeJS.ProcessEnv; root: string },
): void {
  const name = 'harbour-light-annual-report.pdf';
  cpSync(path.join(root, 'app/samples/library', name), path.join(options.cwd, name));
  const text = execFileSync(file!, [...args, 'extract', name], { ...options, encoding: 'utf8' });
  if (!/turbine/i.test(text)) throw new Error(`${name} was not read`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
