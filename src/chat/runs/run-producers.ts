import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { AnswerPart } from '../answer/answer-part.ts';
import type { QuestionToAnswer } from '../answer/answer-question.ts';
import type { Retrieved } from '../answer/retrieve-passages.ts';
import { foldAdditions } from './fold-additions.ts';
import type { FoldedAdditions } from './fold-additions.ts';
import { produceRun } from './produce-run.ts';
import { RunAbort } from './run-abort.ts';
import { RunBill } from './run-bill.ts';
import type { BilledRun, Billing } from './run-bill.ts';
import type { RunWakeups } from './run-wakeups.ts';
import { RunWriter } from './run-writer.ts';
import type { StartedRun } from './start-run.ts';

export interface RunProducersOptions {
  db: Database;
  logger: Logger;
  /** Writes the answer to a question, part by part; ends early when the signal fires. */
  answer: (question: QuestionToAnswer, signal: AbortSignal, bill?: RunBill) => AsyncIterable<AnswerPart>;
  /** Undefined: answers cost nothing. */
  billing?: Billing;
  wakeups: RunWakeups;
}

interface Active {
  controller: AbortController;
  ended: Promise<void>;
}

/** What this process writes. Disposing interrupts it and waits until that is stored. */
export class RunProducers implements AsyncDisposable {
  /** By which a run names this process as its writer. */
  readonly holder = createId();
  readonly #options: RunProducersOptions;
  readonly #additions: FoldedAdditions;
  readonly #active = new Map<string, Active>();

  constructor(options: RunProducersOptions) {
    this.#options = options;
    this.#additions = foldAdditions(options.db, this.holder);
  }

  /** Holds what a run may cost, stores it, and writes its answer; nothing stays held for a run that was not stored. */
  async begin<Run extends StartedRun | undefined>(
    asked: Omit<BilledRun, 'runId'>,
    store: (runId: string) => Promise<Run>,
    retrieved?: Promise<Retrieved>,
  ): Promise<Run> {
    const { db, billing } = this.#options;
    const runId = createId();
    const bill = billing && (await RunBill.open(db, billing, { ...asked, runId }));
    const run = await store(runId).catch(async (error: unknown) => {
      await bill?.release();
      throw error;
    });
    if (run === undefined) await bill?.release();
    else this.#produce(run, bill, retrieved);
    return run;
  }

  /** Stops the run if it is written here. */
  stop(runId: string): void {
    this.#active.get(runId)?.controller.abort(new RunAbort('cancelled'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { controller } of this.#active.values()) controller.abort(new RunAbort('shutdown'));
    await Promise.all([...this.#active.values()].map(each => each.ended));
  }

  #produce(run: StartedRun, bill?: RunBill, retrieved?: Promise<Retrieved>): void {
    const { db, logger, answer, wakeups } = this.#options;
    const { holder } = this;
    const additions = this.#additions;
    const controller = new AbortController();
    const { tenantId, runId, written } = run;
    const abort = (reason: RunAbort): void => controller.abort(reason);
    const used = bill && (() => bill.used());
    const seq = 1 + (written?.parts.length ?? 0);
    const ended = produceRun({
      writer: new RunWriter({ db, tenantId, runId, holder, wakeups, additions, seq, abort, used }),
      parts: signal => answer({ ...toAnswer(run), retrieved }, signal, bill),
      signal: controller.signal,
      logger: logger.child({ run_id: runId }),
    });
    this.#active.set(runId, { controller, ended: ended.finally(() => this.#active.delete(runId)) });
  }
}

const toAnswer = (run: StartedRun): QuestionToAnswer => ({
  tenantId: run.tenantId,
  text: run.question,
  libraryIds: run.scope.library_ids,
  documentIds: run.scope.document_ids,
  history: run.history,
  written: run.written,
});
