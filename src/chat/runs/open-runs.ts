import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { AnswerPart } from '../answer/answer-part.ts';
import type { QuestionToAnswer } from '../answer/answer-question.ts';
import { cancelRun } from './cancel-run.ts';
import { getRun } from './get-run.ts';
import { produceRun } from './produce-run.ts';
import { readRun } from './read-run.ts';
import type { ReadRunOptions } from './read-run.ts';
import { RunBill } from './run-bill.ts';
import type { Billing } from './run-bill.ts';
import { RunAbort } from './run-abort.ts';
import type { RunKey } from './queries.ts';
import type { RunState, StoredPart } from './run-part.ts';
import { RunWakeups } from './run-wakeups.ts';
import { RunWriter } from './run-writer.ts';
import { startRun } from './start-run.ts';
import type { Question, StartedRun } from './start-run.ts';

export interface OpenRunsOptions {
  db: Database;
  logger: Logger;
  /** Writes the answer to a question, part by part; ends early when the signal fires. */
  answer: (question: QuestionToAnswer, signal: AbortSignal, bill?: RunBill) => AsyncIterable<AnswerPart>;
  /** Undefined: answers cost nothing. */
  billing?: Billing;
}

/** The runs of this process, and every process's runs to read and to stop. Disposing ends those written here. */
export interface Runs extends AsyncDisposable {
  /** Stores the question and begins to answer it; nobody has to read along. @throws NotFound, StateConflict, QuotaExceeded */
  start(question: Question): Promise<StartedRun>;
  /** @throws NotFound when it is not the user's. */
  find(options: RunKey & { userId: string }): Promise<{ id: string; state: RunState }>;
  /** From any part to the end. @throws NotFound on the first step when the run is not the user's. */
  read(options: ReadRunOptions): AsyncIterable<StoredPart>;
  /** Stops a run wherever it is written and resolves with its state, ended or about to. @throws NotFound */
  cancel(options: RunKey & { userId: string }): Promise<{ id: string; state: RunState }>;
}

interface Active {
  controller: AbortController;
  ended: Promise<void>;
}

export async function openRuns({ db, logger, answer, billing }: OpenRunsOptions): Promise<Runs> {
  const holder = createId();
  const wakeups = new RunWakeups();
  const active = new Map<string, Active>();
  const stopHere = (runId: string): void => active.get(runId)?.controller.abort(new RunAbort('cancelled'));
  const listeners = [
    await db.listen('run_cancels', stopHere),
    await db.listen('run_parts', payload => wakeOthers(wakeups, holder, payload)),
  ];

  const produce = (run: StartedRun, bill?: RunBill): void => {
    const controller = new AbortController();
    const { tenantId, runId } = run;
    const abort = (reason: RunAbort): void => controller.abort(reason);
    const used = bill && (() => bill.used());
    const writer = new RunWriter({ db, tenantId, runId, holder, wakeups, seq: 1, abort, used });
    const parts = (signal: AbortSignal) => answer(toAnswer(run), signal, bill);
    const ended = produceRun({
      writer,
      parts,
      signal: controller.signal,
      logger: logger.child({ run_id: runId }),
    });
    active.set(runId, { controller, ended: ended.finally(() => active.delete(runId)) });
  };

  return {
    async start(question) {
      const runId = createId();
      const bill =
        billing && (await RunBill.open(db, billing, { ...question, runId, question: question.text }));
      try {
        const run = await startRun(db, { ...question, runId }, holder);
        produce(run, bill);
        return run;
      } catch (error) {
        await bill?.release();
        throw error;
      }
    },
    find: options => getRun(db, options),
    read: options => readRun(db, wakeups, options),
    cancel: options => cancelRun(db, { ...options, wakeups, stopHere }),
    async [Symbol.asyncDispose]() {
      for (const { controller } of active.values()) controller.abort(new RunAbort('shutdown'));
      await Promise.all([...active.values()].map(each => each.ended));
      for (const listener of listeners) await listener[Symbol.asyncDispose]();
    },
  };
}

/** Payload: `holder:runId`. What this process wrote its readers know already. */
function wakeOthers(wakeups: RunWakeups, holder: string, payload: string): void {
  const [writer, runId] = payload.split(':');
  if (writer !== holder && runId !== undefined) wakeups.publish(runId, []);
}

const toAnswer = (run: StartedRun): QuestionToAnswer => ({
  tenantId: run.tenantId,
  text: run.question,
  libraryIds: run.scope.library_ids,
  documentIds: run.scope.document_ids,
  history: run.history,
});
