import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { downloadsFolder } from './packages/downloads-folder.ts';
import { fillOnce } from './packages/maven.ts';
import {
  startInBackground,
  stopProcess,
  waitUntilReady,
  waitUntilSilent,
} from './processes/background-process.ts';
import { freePorts } from './processes/free-port.ts';
import { processService } from './processes/process-service.ts';
import type { RunningService } from './processes/process-service.ts';
import { answersRedis } from './redis/answers-redis.ts';
import { runQuietly } from './run-quietly.ts';
import { stateFolder } from './service-folders.ts';

const folder = join(stateFolder, 'redis');

/** Redis from Debian's packages, installed or unpacked into a folder of ours. Keeps nothing on disk. */
export const redis = processService('redis', {
  async start() {
    const [port] = (await freePorts(1)) as [number];
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return await startAt(port);
  },
  async revive({ url }) {
    await waitUntilSilent(() => answersRedis(url));
    return await startAt(Number(new URL(url).port));
  },
  async stop({ processes }) {
    for (const each of processes) await stopProcess(each);
    rmSync(folder, { recursive: true, force: true });
  },
  isHealthy: ({ url }) => answersRedis(url),
});

async function startAt(port: number): Promise<RunningService> {
  const { program, libraries } = await findProgram();
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', maxmemory: '256mb' };
  const server = startInBackground({
    command: program,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    env: libraries ? { LD_LIBRARY_PATH: libraries } : {},
    logFile: join(folder, 'redis.log'),
  });
  const url = `redis://127.0.0.1:${port}`;
  await waitUntilReady(server, () => answersRedis(url));
  return { url, processes: [server] };
}

async function findProgram(): Promise<{ program: string; libraries?: string }> {
  const installed = await runQuietly('redis-server', ['--version']);
  if (installed.exitCode === 0) return { program: 'redis-server' };
  const unpacked = join(downloadsFolder(), 'redis');
  await fillOnce(unpacked, unpackPackages);
  return { program: join(unpacked, 'usr/bin/redis-server'), libraries: join(unpacked, 'libraries') };
}

/** Downloaded as anyone may and unpacked, so nothing of the machine changes. */
async function unpackPackages(into: string): Promise<void> {
  const names = 'redis-server redis-tools libjemalloc2 liblua5.1-0 liblzf1 libatomic1 lua-cjson lua-bitop';
  const script = `set -e; cd "$1"; apt-get download $2 >/dev/null 2>&1 || { apt-get update >/dev/null; apt-get download $2 >/dev/null; }
    for each in *.deb; do dpkg-deb -x "$each" .; rm "$each"; done
    mkdir libraries; find usr/lib -name '*.so*' -exec cp -P {} libraries/ \\;`;
  const { exitCode, output } = await runQuietly('bash', ['-c', script, 'bash', into, names]);
  if (exitCode !== 0 || !readdirSync(into).includes('usr'))
    throw new Error(
      `Redis cannot be had from Debian packages: ${output.split('\n').at(-1)}. Install redis-server.`,
    );
}
