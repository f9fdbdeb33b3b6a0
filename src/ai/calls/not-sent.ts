import { ProviderOverloaded, ProviderUnavailable } from '../provider-errors.ts';
import type { ProviderName } from '../provider-errors.ts';

/** The provider asked everybody for a pause, and it is not over: nothing was sent. */
export class ProviderHeldBack extends ProviderOverloaded {
  declare readonly retryAfterMs: number;

  constructor(provider: ProviderName, retryAfterMs: number) {
    super(provider, retryAfterMs);
  }
}

/** The model failed so often in a row that it is left alone for a while: nothing was sent. */
export class ProviderLeftAlone extends ProviderUnavailable {
  readonly retryAfterMs: number;

  constructor(provider: ProviderName, retryAfterMs: number) {
    super(provider);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether the provider never saw the request, so that asking again is no extra call. */
export function wasNotSent(error: unknown): boolean {
  return error instanceof ProviderHeldBack || error instanceof ProviderLeftAlone;
}
