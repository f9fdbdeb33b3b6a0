import { asOneWork } from '../db/postgres/yield-to-people.ts';
import type { Logger } from '../telemetry/logger.ts';
import { inSpan, markFailed } from '../telemetry/trace.ts';
import type { JobContext, JobOutcome } from './define-job.ts';
import { JobAbort } from './job-abort.ts';
import type { JobStore } from './job-store.ts';
import { holdAttempt } from './queries.ts';
import type { RunningJob } from './running-job.ts';

/** An outcome, or what an exception or an abort amounts to. */
export type Verdict = JobOutcome | { kind: 'fail'; cause: string } | { kind: 'abandon' };

/** Runs the handler once; never throws. */
export function runJob(store: JobStore, job: RunningJob, logger: Logger): Promise<Verdict> {
  const { name, id, attempt, traceparent } = job.claim;
  const attributes = {
    'messaging.operation.type': 'process',
    'messaging.destination.name': name,
    'messaging.message.id': id,
    'quarry.job.attempt': attempt,
  };
  return inSpan(`process ${name}`, { role: 'consumer', parent: traceparent, attributes }, async span => {
    const verdict = await asOneWork(() => runOnce(store, job, logger));
    span?.setAttribute('quarry.job.verdict', verdict.kind);
    if (span && verdict.kind === 'fail') markFailed(span, 'failed');
    return verdict;
  });
}

async function runOnce(store: JobStore, job: RunningJob, logger: Logger): Promise<Verdict> {
  try {
    const data = job.definition.schema.parse(job.claim.data);
    return await job.definition.run(data, contextOf(store, job, logger));
  } catch (error) {
    const abort = error instanceof JobAbort ? error : job.signal.aborted ? job.signal.reason : undefined;
    if (abort !== undefined) return verdictOfAbort(abort as JobAbort);
    logger.warn({ err: error }, 'the job failed');
    return { kind: 'fail', cause: error instanceof Error ? error.message : String(error) };
  } finally {
    job.end();
  }
}

function contextOf(store: JobStore, job: RunningJob, logger: Logger): JobContext {
  return {
    jobId: job.claim.id,
    attempt: job.claim.attempt,
    waitedMs: job.claim.waitedMs,
    origin: job.claim.origin,
    signal: job.signal,
    logger,
    progress: progress => (job.progress = progress),
    fence: async tx => {
      job.signal.throwIfAborted();
      if (await holdAttempt(tx, job.claim)) return;
      const state = await store.stateOf(job.claim.name, job.claim.id, tx);
      job.abort(state === 'cancelled' ? 'cancelled' : 'lease-lost');
      throw job.signal.reason;
    },
  };
}

function verdictOfAbort(abort: JobAbort): Verdict {
  switch (abort.kind) {
    case 'shutdown':
      return { kind: 'retry', afterMs: 0, reason: 'the process ends' };
    case 'deadline':
      return { kind: 'fail', cause: 'the job ran longer than it may' };
    // Cancelled jobs are settled already, lost ones are no longer ours to settle.
    case 'cancelled':
    case 'lease-lost':
      return { kind: 'abandon' };
  }
}
