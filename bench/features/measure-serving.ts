import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { appendEvents } from '#features/events/append-events.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import { servingRoutes } from '#features/serving/routes.ts';
import { startStreams } from '#features/tiles/start-streams.ts';
import type { Database } from '#kernel/db/database.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { openTestApi } from '#tests/support/open-test-api.ts';
import { makeFrames, writers } from './made-events.ts';

const CLIENT = fileURLToPath(new URL('./client-child.ts', import.meta.url));
const EVENTS = 40_000;

export interface ServingResult {
  rate: number;
  p50Ms: number;
  p99Ms: number;
}

/** The real routes with sign-in, over loopback, asked by a process of its own at a steady rate. */
export async function measureServing(options: { rate: number; seconds: number }): Promise<ServingResult> {
  const opened: { db?: Database } = {};
  const tilesOf = (db: Database) => openTableSource(db);
  let tiles: ReturnType<typeof tilesOf> | undefined;
  await using api = await openTestApi((app, { db }) => {
    tiles = tilesOf(db);
    servingRoutes(app, { db, groups: new GroupRegistry(db), tiles });
    opened.db = db;
  });
  const user = await api.signUp('bench');
  const db = opened.db!;
  await applyDefinitions(db, { tenantId: user.tenantId, groups: [cardPayments] });
  const logger = createLogger({ level: 'error', pretty: false });
  await using _streams = await startStreams({
    db,
    logger,
    loadWriters: async () => writers,
    onTiles: tiles!.onTiles,
  });
  const frames = makeFrames(EVENTS, { rate: 20, endMs: Date.now() });
  for (let at = 0; at < EVENTS; at += 5_000)
    await appendEvents(db, {
      tenantId: user.tenantId,
      topic: 'transactions',
      events: frames.slice(at, at + 5_000).map(value => ({ value, isJson: false })),
    });
  await delay(4_000);
  const url = await api.app.listen({ host: '127.0.0.1', port: 0 });
  return await runClient([url, user.apiKey, String(options.rate), String(options.seconds)]);
}

async function runClient(args: string[]): Promise<ServingResult> {
  const child = spawn(process.execPath, [CLIENT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await once(child, 'exit');
  return JSON.parse(printed) as ServingResult;
}
