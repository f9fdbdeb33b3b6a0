import type { ProviderName } from '../provider-errors.ts';
import type { Guard } from './call.ts';
import type { CircuitBreaker } from './circuit-breaker.ts';
import { ProviderHeldBack, ProviderLeftAlone } from './not-sent.ts';
import type { ProviderGate } from './provider-gate.ts';

/** Tells a call before it queues for a permit what it would only be told after; gate and circuit decide again there. */
export function holdBack(
  { gate, breaker }: { gate: ProviderGate; breaker: CircuitBreaker },
  provider: ProviderName,
): Guard {
  return call =>
    async function* (options) {
      if (gate.closedMs > 0) throw new ProviderHeldBack(provider, gate.closedMs);
      if (breaker.closedMs > 0) throw new ProviderLeftAlone(provider, breaker.closedMs);
      void gate.lookAhead();
      yield* call(options);
    };
}
