import { LocalModelUnavailable } from '../../providers/local/local-thread.ts';
import { LOCAL_RUNTIME } from '../../providers/local/local-runtime.ts';
import { openScorePool } from '../pool/open-score-pool.ts';
import type { SentimentEngine } from '../sentiment.ts';
import type { ClassifyData } from './classify-worker.ts';

export interface LocalEngineOptions extends Omit<ClassifyData, 'from'> {
  threads?: number;
  /** A file of the package that has the runtime installed; ours, if undefined. */
  from?: string;
}

/** A model takes its time for each turn: tasks are short, so that all threads have some. */
const TASK_CHARACTERS = 8 * 1024;
/** What is lost, and paid again, when a scoring is interrupted. */
const MAX_BATCH_BYTES = 64 * 1024;
/** Loading takes seconds. */
const IDLE_MS = 120_000;

/**
 * An ONNX classifier on this machine, in one thread for each core. For turns in a language that it does not know the
 * label is `not-available`. @throws LocalModelUnavailable when it is first asked
 */
export function openLocalEngine(options: LocalEngineOptions): SentimentEngine & AsyncDisposable {
  const { threads, from = import.meta.url, ...model } = options;
  const pool = openScorePool({
    worker: new URL('./classify-worker.ts', import.meta.url),
    workerData: { ...model, from } satisfies ClassifyData,
    taskCharacters: TASK_CHARACTERS,
    idleMs: IDLE_MS,
    threads,
  });
  return {
    id: `local/${options.model}`,
    maxBatchBytes: MAX_BATCH_BYTES,
    score: (conversations, call) => pool.score(conversations, call).catch(error => explain(error, options)),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

function explain(error: unknown, { model, folder, download }: LocalEngineOptions): never {
  // Between threads an error keeps its words and loses its code.
  const message = error instanceof Error ? error.message : String(error);
  const isMissing = message.includes(`Cannot find module '${LOCAL_RUNTIME}'`);
  const isAbsent = /local_files_only|Unable to (load|locate)|Could not locate/i.test(message);
  if (!isMissing && !isAbsent) throw error;
  throw new LocalModelUnavailable({ model, folder, download }, { isMissing, cause: message });
}
