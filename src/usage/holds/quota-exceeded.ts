import { AppError } from '#kernel/errors/app-error.ts';
import type { MeterState } from './meter.ts';

/** The plan has no room for this: no provider was called. */
export class QuotaExceeded extends AppError {
  readonly state: MeterState;

  constructor(state: MeterState) {
    const { meter, limit, used, reserved, resetsAt } = state;
    super(`The plan’s ${meter} of this period do not suffice for this.`, {
      code: 'quota-exceeded',
      status: 402,
      nextStep: `Wait until ${resetsAt.toISOString()}, or choose a larger plan.`,
      details: { meter, limit, used, reserved, resets_at: resetsAt.toISOString() },
    });
    this.state = state;
  }
}
