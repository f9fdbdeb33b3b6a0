import { ignore } from '#ai/open-deadline.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { QuestionToRetrieve, Retrieved } from '../answer/retrieve-passages.ts';
import { cancelRun } from './cancel-run.ts';
import { continueRun } from './continue/continue-run.ts';
import { readUnfinishedRun } from './continue/read-unfinished-run.ts';
import { getRun } from './get-run.ts';
import { readRun } from './read-run.ts';
import type { ReadRunOptions } from './read-run.ts';
import type { RunKey } from './queries.ts';
import type { RunState, StoredPart } from './run-part.ts';
import { RunProducers } from './run-producers.ts';
import type { RunProducersOptions } from './run-producers.ts';
import { RunWakeups } from './run-wakeups.ts';
import { HISTORY_MESSAGES, startRun } from './start-run.ts';
import type { Question, StartedRun } from './start-run.ts';

export interface OpenRunsOptions extends Omit<RunProducersOptions, 'wakeups'> {
  /** Searches for what answers a question, where that costs nothing: then it need not wait until the run is stored. */
  retrieve?: (question: QuestionToRetrieve) => Promise<Retrieved>;
}

export interface ContinueOptions extends RunKey, Pick<Question, 'requestId' | 'onStart'> {
  userId: string;
}

/** The runs of this process, and every process's runs to read and to stop. Disposing ends those written here. */
export interface Runs extends AsyncDisposable {
  /** Stores the question and begins to answer it; nobody has to read along. @throws NotFound, StateConflict, QuotaExceeded */
  start(question: Question): Promise<StartedRun>;
  /**
   * Goes on with a run that ended before its answer was whole, in a run of its own; where one does so already, that one.
   * @throws NotFound, StateConflict, QuotaExceeded
   */
  continue(options: ContinueOptions): Promise<{ runId: string }>;
  /** @throws NotFound when it is not the user's. */
  find(options: RunKey & { userId: string }): Promise<{ id: string; state: RunState }>;
  /** From any part to the end. @throws NotFound on the first step when the run is not the user's. */
  read(options: ReadRunOptions): AsyncIterable<StoredPart>;
  /** Stops a run wherever it is written and resolves with its state, ended or about to. @throws NotFound */
  cancel(options: RunKey & { userId: string }): Promise<{ id: string; state: RunState }>;
}

export async function openRuns(options: OpenRunsOptions): Promise<Runs> {
  const { db } = options;
  const wakeups = new RunWakeups();
  const producers = new RunProducers({ ...options, wakeups });
  const { holder } = producers;
  const stopHere = (runId: string): void => producers.stop(runId);
  const listeners = [
    await db.listen('run_cancels', stopHere),
    await db.listen('run_parts', payload => wakeOthers(wakeups, holder, payload)),
  ];
  return {
    start: question =>
      producers.begin(
        { ...question, question: question.text },
        runId => startRun(db, { ...question, runId }, holder),
        lookAhead(options, question),
      ),
    continue: asked => continueOnce(db, producers, asked),
    find: key => getRun(db, key),
    read: reading => readRun(db, wakeups, reading),
    cancel: key => cancelRun(db, { ...key, wakeups, stopHere }),
    async [Symbol.asyncDispose]() {
      await producers[Symbol.asyncDispose]();
      for (const listener of listeners) await listener[Symbol.asyncDispose]();
    },
  };
}

/** Undefined where what was said before has to be read first. */
function lookAhead({ retrieve }: OpenRunsOptions, question: Question): Promise<Retrieved> | undefined {
  const history = question.conversationId === undefined ? (question.history ?? []) : question.history;
  if (retrieve === undefined || history === undefined) return undefined;
  const retrieved = retrieve({ ...question, history: history.slice(-HISTORY_MESSAGES) });
  // A run that is refused or not stored asks no more for it.
  retrieved.catch(ignore);
  return retrieved;
}

async function continueOnce(
  db: Database,
  producers: RunProducers,
  options: ContinueOptions,
): Promise<{ runId: string }> {
  const { onStart, requestId } = options;
  const unfinished = await readUnfinishedRun(db, options);
  if (typeof unfinished === 'string') {
    if (onStart !== undefined) await withTransaction(db, options, tx => onStart(tx, unfinished));
    return { runId: unfinished };
  }
  const run = await producers.begin({ ...unfinished, requestId }, runId =>
    continueRun(db, { ...unfinished, runId, onStart }, producers.holder),
  );
  // Somebody else was quicker: then there is a run to name.
  return run ?? continueOnce(db, producers, options);
}

/** Payload: `holder:runId`. What this process wrote its readers know already. */
function wakeOthers(wakeups: RunWakeups, holder: string, payload: string): void {
  const [writer, runId] = payload.split(':');
  if (writer !== holder && runId !== undefined) wakeups.publish(runId, []);
}
