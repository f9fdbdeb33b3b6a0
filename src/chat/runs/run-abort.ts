export type RunAbortKind = 'cancelled' | 'shutdown' | 'lost' | 'log-failed';

/** Why a run's producer must stop; never a failure of the answer itself. */
export class RunAbort extends Error {
  readonly kind: RunAbortKind;

  constructor(kind: RunAbortKind, cause?: unknown) {
    super(`run ${kind}`, { cause });
    this.name = 'RunAbort';
    this.kind = kind;
  }
}
