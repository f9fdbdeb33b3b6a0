import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '#kernel/errors/app-error.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { Proof, ProofOutcome } from '#tests/support/proof.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { makeTranscripts } from '../../bench/transcripts/make-transcripts.ts';
import { askSteadily } from './responsiveness/ask-steadily.ts';
import { judgeAnswers } from './responsiveness/judge-answers.ts';

const MEGABYTES_OF_A_TRIAL = 100;
const SCORED_MEGABYTES = 5;
const EVERY_MS = 20;
const WITHOUT_POOL = fileURLToPath(new URL('responsiveness/preload-without-pool.ts', import.meta.url));

/** A trial is 100 MB of the file that is imported: five are the 500 MB that the claim is about. */
export const proof: Proof = {
  claim:
    'while a large file is imported and talks are scored on all cores, 50 requests a second to health, list and search ' +
    'are answered with p99 ≤ 250 ms, none with 5xx, and the event loop is late by p99 ≤ 50 ms',
  trials: 5,
  store: 'postgres',
  run: async options => {
    const folder = await mkdtemp(path.join(tmpdir(), 'quarry-responsiveness-'));
    try {
      return await prove(options, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function prove(
  { trials, seed, report, without }: Parameters<Proof['run']>[0],
  folder: string,
): Promise<ProofOutcome> {
  if (without !== undefined && without !== 'pool') throw new Error(`there is no guard “${without}”`);
  const files = { scored: path.join(folder, 'scored.json'), large: path.join(folder, 'large.json') };
  const make = (file: string, megabytes: number) =>
    makeTranscripts({ path: file, layout: 'array', bytes: megabytes * 1024 ** 2, seed: seed + megabytes });
  await make(files.scored, SCORED_MEGABYTES);
  const { good } = await make(files.large, trials * MEGABYTES_OF_A_TRIAL);
  await using store = await createTestStore();
  const environment = { ...store.environment, QUARRY_LOG_LEVEL: 'error' };
  const preload: Record<string, string> =
    without === 'pool' ? { NODE_OPTIONS: `--import ${WITHOUT_POOL}` } : {};
  await using quarry = await startQuarry({ environment: { ...environment, ...preload } });
  await addDocument(quarry);
  await importFile(quarry, files.scored);
  report(`${SCORED_MEGABYTES} MB to score are there; load ${loadavg()[0]!.toFixed(1)}`);
  const stop = askSteadily({ url: quarry.url, apiKey: quarry.apiKey, everyMs: EVERY_MS });
  const finished = new AbortController();
  const scoring = scoreAgainAndAgain(quarry, finished.signal);
  const startedMs = performance.now();
  const imported = await importFile(quarry, files.large);
  const seconds = (performance.now() - startedMs) / 1000;
  const judged = judgeAnswers(await stop());
  finished.abort();
  report(`${judged.count} requests in ${seconds.toFixed(1)} s; load ${loadavg()[0]!.toFixed(1)}`);
  const scored = await scoring;
  const figures = {
    ...judged.figures,
    cores: availableParallelism(),
    'talks scored meanwhile': scored,
    'import MB/s': ((trials * MEGABYTES_OF_A_TRIAL) / seconds).toFixed(1),
  };
  const idle = scored === 0 ? ['nothing was scored meanwhile'] : [];
  const lost = good - imported.accepted;
  return { trials, faults: judged.count, lost, doubled: 0, breaches: [...judged.breaches, ...idle], figures };
}

async function addDocument({ client }: RunningQuarry): Promise<void> {
  const library = await client.post<{ id: string }>('/libraries', { name: 'harbour' });
  const text = Array.from({ length: 200 }, (_, n) => `The harbour gate ${n} opens ${n} metres high.`).join(
    '\n\n',
  );
  let seen = await client.post<{ id: string; status: string }>(`/libraries/${library.id}/documents`, {
    title: 'Gates',
    text,
  });
  while (seen.status !== 'ready') {
    await delay(100);
    seen = await client.get(`/documents/${seen.id}`);
  }
}

async function importFile(quarry: RunningQuarry, file: string): Promise<{ accepted: number }> {
  const begun = await quarry.client.upload<Work>('/transcripts/import', file);
  const ended = await untilEnded(quarry, `/transcripts/imports/${begun.id}`);
  if (ended?.status !== 'done') throw new Error(`the import ended ${ended?.status}`);
  return ended;
}

/** What is scored is scored anew as soon as it is done, so that the threads are never idle. @returns how many talks. */
async function scoreAgainAndAgain(quarry: RunningQuarry, signal: AbortSignal): Promise<number> {
  const span = { since: '2026-01-01T00:00:00Z', until: '2026-12-31T00:00:00Z' };
  let scored = 0;
  while (!signal.aborted) {
    const begun = await unlessOverloaded(() => quarry.client.post<Work>('/transcripts/scorings', span));
    if (begun === undefined) continue;
    const route = `/transcripts/scorings/${begun.id}`;
    await untilEnded(quarry, route, signal);
    scored += (await quarry.client.get<Work>(route)).scored;
  }
  return scored;
}

interface Work {
  id: string;
  status: string;
  accepted: number;
  scored: number;
}

async function untilEnded(
  { client }: RunningQuarry,
  route: string,
  signal?: AbortSignal,
): Promise<Work | undefined> {
  while (signal?.aborted !== true) {
    const seen = await unlessOverloaded(() => client.get<Work>(route));
    if (seen !== undefined && ['done', 'failed', 'cancelled'].includes(seen.status)) return seen;
    await delay(250);
  }
  return undefined;
}

/** Undefined for a 503: that it must not come is judged by those who ask steadily. */
async function unlessOverloaded<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.status === 503) return undefined;
    throw error;
  }
}
