import { createEmbeddingModel } from '#ai/create-embedding-model.ts';
import { ProviderError } from '#ai/provider-errors.ts';
import type { Database } from '#kernel/db/database.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import { openProviders } from './sabotage.ts';
import type { GuardName } from './sabotage.ts';

export interface CallsOptions {
  baseUrl: string;
  /** Of all processes together. */
  limit: number;
  /** Which the calls are judged by. */
  deadlineMs: number;
  calls: number;
  /** Under way at once. */
  parallel: number;
  /** All but the first call begin after this. */
  others?: Promise<unknown>;
  db?: Database;
  without?: GuardName;
}

export interface CallResult {
  /** `answered`, `wrong` (an answer that is not the texts' own), or the name of the error. */
  outcome: string;
  durationMs: number;
  /** How late a bare timer for the same deadline was: a machine that has no processor to give delays both. */
  timerLateMs: number;
}

/** More than there are permits: the proof is about permits, not about a pool that happens to be as small. */
const CONNECTIONS = 16;

/** Makes calls as a process of ours does and says how each ended. */
export async function makeCalls(options: CallsOptions): Promise<CallResult[]> {
  const { baseUrl, limit, deadlineMs, db, without } = options;
  const logger = createLogger({ level: 'silent', pretty: false });
  await using providers = openProviders({ concurrency: limit, db, logger }, without);
  const timeoutMs = without === 'deadline' ? deadlineMs * 10 : deadlineMs;
  const embeddingModel = { baseUrl, model: 'vectors', maxBatch: 100 };
  await using model = createEmbeddingModel(
    { embeddingModel, provider: { concurrency: CONNECTIONS, timeoutMs } },
    providers,
  )!;
  const { signal } = new AbortController();
  const call = async (number: number): Promise<CallResult> => {
    const startedMs = performance.now();
    const timer = bareTimer(deadlineMs);
    // One word each, so that a vector tells whose it is.
    const texts = ['a', 'b', 'c'].map(letter => `${letter}${number}`);
    const outcome = await model
      .embed(texts, { signal, purpose: 'document' })
      .then(
        vectors =>
          new Set(texts.map((text, index) => isOf(text, vectors[index]!))).has(false) ? 'wrong' : 'answered',
        nameOf,
      );
    return { outcome, durationMs: performance.now() - startedMs, timerLateMs: timer.stop() };
  };
  return await inLanes(options, call);
}

function bareTimer(ms: number): { stop(): number } {
  const startedMs = performance.now();
  let lateMs = 0;
  const timer = setTimeout(() => (lateMs = performance.now() - startedMs - ms), ms);
  return {
    stop() {
      clearTimeout(timer);
      return lateMs;
    },
  };
}

/** A defect is no way for a call to end. */
function nameOf(error: unknown): string {
  return error instanceof ProviderError ? error.name : `defect: ${String(error)}`;
}

async function inLanes(
  { calls, parallel, others }: CallsOptions,
  call: (number: number) => Promise<CallResult>,
): Promise<CallResult[]> {
  const results: CallResult[] = [];
  let next = 0;
  const lane = async (_: unknown, index: number): Promise<void> => {
    if (index > 0) await others;
    while (next < calls) results.push(await call(next++));
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return results;
}

/** The fake gives a text of one word a vector with one place, which the word decides. */
function isOf(word: string, vector: Float32Array): boolean {
  let hash = 0x811c9dc5;
  for (const character of word) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return vector.length === 64 && Math.abs(vector[hash % 64]!) === 1;
}
