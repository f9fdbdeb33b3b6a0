import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startProgram } from '#app/start-program.ts';
import { makeConfig } from '#kernel/config/config.ts';
import type { ApiDescription } from './describe-operations.ts';

/** What the program says of its own API, from one that is started for this on an empty folder. */
export async function readApi(): Promise<ApiDescription> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-docs-'));
  try {
    const config = makeConfig({ QUARRY_DATA_DIR: folder, QUARRY_PORT: '0', QUARRY_LOG_LEVEL: 'silent' });
    await using program = await startProgram(config, { parts: ['api'] });
    const reply = await fetch(`${program.url}/api/openapi.json`);
    return (await reply.json()) as ApiDescription;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
