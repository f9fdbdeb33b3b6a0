import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { runQuietly } from '../run-quietly.ts';
import { serverUser, serviceHome } from '../service-folders.ts';
import { waitForPostgres } from './check-postgres.ts';
import type { RunningPostgres } from './postgres-way.ts';

/**
 * Durable like a real server (fsync and synchronous_commit stay on: tests of faults count on them), otherwise small.
 * It answers on 127.0.0.1 alone, and asks for a password because the machine may have other users.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '256MB',
  max_wal_size: '2GB',
  jit: 'off',
};

/** Until the server is up or gone, at most a minute. */
const waiting = ['-w', '-t', '60'];

type Cluster = Pick<RunningPostgres, 'programs' | 'dataFolder'>;

/**
 * Starts a cluster of our own with these server programs, made on first use; it keeps its port while that is free.
 * `home`: where its folder lies, for whoever wants one that nobody else uses.
 */
export async function startCluster(
  programs: string,
  home = serviceHome('postgres'),
): Promise<RunningPostgres | { refusal: string }> {
  const dataFolder = join(home, `data-${majorVersionOf(programs)}`);
  const running = { programs, dataFolder };
  // Whatever is left of an earlier server does not answer any more, or we would not be here.
  if (existsSync(join(dataFolder, 'data/postmaster.pid'))) await stopCluster(running);
  const password = await ensureCluster(programs, dataFolder);
  const portFile = join(dataFolder, 'port');
  const port = await freePort(existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0);
  writeFileSync(portFile, String(port));
  const options = Object.entries({ ...settings, port }).map(([name, value]) => `-c ${name}='${value}'`);
  const log = join(dataFolder, 'log');
  const started = await serverProgram(running, 'pg_ctl', [
    ...waiting,
    '-l',
    log,
    '-o',
    options.join(' '),
    'start',
  ]);
  if (started.exitCode !== 0) return { refusal: `${started.output.split('\n').at(-1)} (see ${log})` };
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const reason = await waitForPostgres(url, 30_000);
  if (!reason) return { url, ...running };
  await stopCluster(running);
  return { refusal: reason };
}

/** Stops the server in order, or at once when it does not go within a minute. */
export async function stopCluster(running: Cluster): Promise<void> {
  const inOrder = await serverProgram(running, 'pg_ctl', [...waiting, '-m', 'fast', 'stop']);
  if (inOrder.exitCode !== 0) await stopAtOnce(running);
}

/** As a crash does it: nothing is written out, and the next start recovers from the log. */
export async function stopAtOnce(running: Cluster): Promise<void> {
  await serverProgram(running, 'pg_ctl', [...waiting, '-m', 'immediate', 'stop']);
}

/** Makes the cluster unless it is whole; resolves to its superuser's password. */
async function ensureCluster(programs: string, dataFolder: string): Promise<string> {
  const passwordFile = join(dataFolder, 'password');
  const complete = join(dataFolder, 'complete');
  if (existsSync(complete)) return readFileSync(passwordFile, 'utf8');
  rmSync(dataFolder, { recursive: true, force: true });
  mkdirSync(dataFolder, { recursive: true });
  const password = randomBytes(16).toString('hex');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveToServer(dataFolder, passwordFile);
  const choices = '-U postgres -E UTF8 --locale=C --auth=scram-sha-256'.split(' ');
  const made = await serverProgram({ programs, dataFolder }, 'initdb', [
    ...choices,
    `--pwfile=${passwordFile}`,
  ]);
  if (made.exitCode !== 0) throw new Error(`PostgreSQL could not make its data folder: ${made.output}`);
  writeFileSync(complete, '');
  return password;
}

function giveToServer(...paths: string[]): void {
  chmodSync(paths[0]!, 0o700);
  if (serverUser.uid !== undefined) for (const path of paths) chownSync(path, serverUser.uid, serverUser.gid);
}

function serverProgram(running: Cluster, name: string, args: string[]) {
  const folder = running.dataFolder!;
  return runQuietly(join(running.programs!, name), ['-D', join(folder, 'data'), ...args], {
    cwd: folder,
    ...serverUser,
  });
}

// …/17/bin, or any other layout, where the folder's name still keeps clusters of different programs apart.
function majorVersionOf(programs: string): string {
  return basename(dirname(programs)).replace(/[^\w.-]/g, '') || 'own';
}

/** The wanted port when nobody has it, else one that is free right now. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', error => (wanted === 0 ? reject(error) : resolve(freePort(0))));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
