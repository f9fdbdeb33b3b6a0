import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readServerFile } from '#app/server-file.ts';
import { ApiClient } from '#cli/api-client.ts';
import { rememberUpload } from '#cli/uploads/remembered-upload.ts';
import { uploadResumably } from '#cli/uploads/upload-resumably.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import { conversation } from '#tests/support/open-transcript-api.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const ITEMS = 400;
const PIECE_BYTES = 32 * 1024;

async function prepare() {
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-cli-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const store = await createTestStore();
  onTestFinished(() => store[Symbol.asyncDispose]());
  const environment = { ...store.environment, QUARRY_LOG_LEVEL: 'error' };
  const file = path.join(folder, 'talks.jsonl');
  const lines = Array.from({ length: ITEMS }, (_, n) => JSON.stringify(conversation(`call-${n}`)));
  await writeFile(file, lines.join('\n'));
  return { file, environment, dataFolder: store.environment['QUARRY_DATA_DIR']! };
}

async function start(environment: Record<string, string>): Promise<RunningQuarry> {
  const quarry = await startQuarry({ environment });
  onTestFinished(() => quarry[Symbol.asyncDispose]());
  return quarry;
}

/** Sends the file as the command does, until `stopAt` bytes are there. */
async function sendUntil(
  quarry: RunningQuarry,
  { file, dataFolder, stopAt }: { file: string; dataFolder: string; stopAt: number },
): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  const client = new ApiClient({ baseUrl: quarry.url, apiKey: quarry.apiKey, signal });
  const remembered = await rememberUpload({ dataFolder, server: undefined, file, purpose: 'transcripts ' });
  const sending = uploadResumably(client, {
    file,
    name: path.basename(file),
    onBegin: id => remembered.write({ upload_id: id }),
    onProgress: sent => {
      if (sent >= stopAt) controller.abort();
    },
    signal,
    pieceBytes: PIECE_BYTES,
  });
  await expect(sending).rejects.toThrow(/abort/i);
}

// Three programs start one after the other, which a busy machine takes its time for.
test(
  'an import that was interrupted while its file was sent goes on with the rest, on a server that was restarted',
  { timeout: 0 },
  async () => {
    const { file, environment, dataFolder } = await prepare();
    const first = await start(environment);
    await sendUntil(first, { file, dataFolder, stopAt: 2 * PIECE_BYTES });
    await first[Symbol.asyncDispose]();
    const second = await start(environment);
    const run = await promisify(execFile)(process.execPath, [MAIN, 'transcripts', 'import', file], {
      env: { ...process.env, ...environment },
    });
    expect(run.stdout).toContain('talks.jsonl: sending the rest\n');
    expect(run.stdout).toContain(`talks.jsonl: ${ITEMS} imported, 0 there already, 0 set aside\n`);
    const { items } = await second.client.get<{ items: object[] }>('/transcripts/imports');
    expect(items).toMatchObject([{ status: 'done', accepted: ITEMS, rejected: 0, duplicate: 0 }]);
    expect(await readdir(path.join(dataFolder, 'cli-uploads'))).toEqual([]);
  },
);

test('a server that restarts while a file is sent costs nothing but the wait', { timeout: 0 }, async () => {
  const { file, environment, dataFolder } = await prepare();
  const quarry = await start(environment);
  const [down, up] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const { port } = new URL(quarry.url);
  const restarted = down.promise.then(async () => {
    await quarry[Symbol.asyncDispose]();
    await start({ ...environment, QUARRY_PORT: port });
    up.resolve();
  });
  const { signal } = new AbortController();
  const findAgain = () => readServerFile(dataFolder);
  const client = new ApiClient({ baseUrl: quarry.url, apiKey: quarry.apiKey, signal, findAgain });
  const id = await uploadResumably(client, {
    file,
    name: 'talks.jsonl',
    onBegin: async () => {},
    onProgress: sent => {
      if (sent >= PIECE_BYTES) down.resolve();
    },
    signal,
    pieceBytes: PIECE_BYTES,
    patienceMs: 600_000,
  });
  await Promise.all([restarted, up.promise]);
  const begun = await client.post<{ bytes_total: number }>(`/transcripts/import?upload_id=${id}`, {});
  expect(begun.bytes_total).toBeGreaterThan(2 * PIECE_BYTES);
});
