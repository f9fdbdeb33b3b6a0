import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ApiClient } from '#cli/api-client.ts';

export interface RunningQuarry extends AsyncDisposable {
  url: string;
  apiKey: string;
  client: ApiClient;
  process: ChildProcess;
  /** Everything it printed so far. */
  printed: () => string;
}

export interface StartQuarryOptions {
  /** From a test store, or at least QUARRY_DATA_DIR. */
  environment: Record<string, string>;
  command?: 'start' | 'api' | 'worker';
}

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

/** Starts the real program as people do, on a free port, and waits until it serves. Disposing asks it to end. */
export async function startQuarry(options: StartQuarryOptions): Promise<RunningQuarry> {
  const child = spawn(process.execPath, [MAIN, options.command ?? 'start'], {
    env: { ...process.env, QUARRY_PORT: '0', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const { url, apiKey } = await readServerFile(child, options.environment['QUARRY_DATA_DIR']!, () => printed);
  return {
    url,
    apiKey,
    client: new ApiClient({ baseUrl: url, apiKey, signal: new AbortController().signal }),
    process: child,
    printed: () => printed,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The program writes its address there once it serves; a file left by an earlier one names another process. */
async function readServerFile(child: ChildProcess, dataFolder: string, printed: () => string) {
  while (child.exitCode === null && child.signalCode === null) {
    const text = await readFile(path.join(dataFolder, 'server.json'), 'utf8').catch(() => undefined);
    const server = text && (JSON.parse(text) as { url: string; apiKey: string; pid: number });
    if (server && server.pid === child.pid) return server;
    await delay(50);
  }
  throw new Error(`Quarry ended before it served:\n${printed()}`);
}
