import type { SentimentEngine } from '../sentiment.ts';
import { openScorePool } from './open-score-pool.ts';

const TASK_CHARACTERS = 64 * 1024;
/** A thread holds some 50 MB: it goes when there is nothing to score. */
const IDLE_MS = 15_000;

/** VADER in threads of their own. */
export function openLexiconEngine(options: { threads?: number } = {}): SentimentEngine & AsyncDisposable {
  const worker = new URL('./score-worker.ts', import.meta.url);
  const pool = openScorePool({ ...options, worker, taskCharacters: TASK_CHARACTERS, idleMs: IDLE_MS });
  return { id: 'vader', ...pool };
}
