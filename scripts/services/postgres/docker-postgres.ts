import { randomBytes } from 'node:crypto';
import { runQuietly } from '../run-quietly.ts';
import { waitForPostgres } from './check-postgres.ts';
import type { PostgresWay, RunningPostgres } from './postgres-way.ts';

const image = 'pgvector/pgvector:pg17';
const pullTimeoutMs = 300_000;

/** A container, where a Docker engine answers and may fetch the image. */
export const dockerPostgres: PostgresWay = {
  name: 'Docker',
  async start(earlier) {
    const engine = await runQuietly('docker', ['version', '--format', '{{.Server.Version}}'], {
      timeoutMs: 10_000,
    });
    if (engine.exitCode !== 0)
      return { refusal: engine.exitCode === 127 ? 'not installed' : 'no engine answers' };
    if (earlier?.container) await removeContainer(earlier.container);
    return await startContainer();
  },
  stop: running => removeContainer(running.container),
};

async function startContainer(): Promise<RunningPostgres | { refusal: string }> {
  const password = randomBytes(16).toString('hex');
  const name = `quarry-postgres-${randomBytes(4).toString('hex')}`;
  const settings = ['-c', 'max_connections=200', '-c', 'jit=off'];
  const started = await runQuietly(
    'docker',
    [
      'run',
      '--detach',
      '--name',
      name,
      '--publish',
      '127.0.0.1::5432',
      '--env',
      `POSTGRES_PASSWORD=${password}`,
      image,
    ].concat(settings),
    { timeoutMs: pullTimeoutMs },
  );
  if (started.exitCode !== 0) return await giveUp(name, lastLine(started.output));
  const published = await runQuietly('docker', ['port', name, '5432/tcp']);
  const port = /:(\d+)\s*$/m.exec(published.output)?.[1];
  if (!port) return await giveUp(name, `the container publishes no port: ${lastLine(published.output)}`);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const reason = await waitForPostgres(url, 60_000);
  return reason ? await giveUp(name, reason) : { url, container: name };
}

async function giveUp(container: string, refusal: string): Promise<{ refusal: string }> {
  await removeContainer(container);
  return { refusal };
}

async function removeContainer(container: string | undefined): Promise<void> {
  if (container) await runQuietly('docker', ['rm', '--force', '--volumes', container]);
}

function lastLine(text: string): string {
  return text.split('\n').findLast(line => line.trim() !== '') ?? 'no reason given';
}
