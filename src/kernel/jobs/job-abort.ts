/**
 * Why a running job has to stop.
 * deadline: it ran longer than its kind may. cancelled: a person wants it no more. shutdown: this process ends and
 * hands the job back. lease-lost: another attempt may be running by now, so nothing more may be written.
 */
export type JobAbortKind = 'deadline' | 'cancelled' | 'shutdown' | 'lease-lost';

/** The reason of a job's signal; let it pass through, it is no failure. */
export class JobAbort extends Error {
  readonly kind: JobAbortKind;

  constructor(kind: JobAbortKind) {
    super(`the job has to stop: ${kind}`);
    this.name = 'JobAbort';
    this.kind = kind;
  }
}
