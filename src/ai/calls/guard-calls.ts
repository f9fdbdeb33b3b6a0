import type { ProviderName } from '../provider-errors.ts';
import { breakCircuit } from './break-circuit.ts';
import { inOrder } from './call.ts';
import type { Guard } from './call.ts';
import { holdBack } from './hold-back.ts';
import { holdPermit } from './hold-permit.ts';
import type { Provider } from './providers.ts';
import { respectGate } from './respect-gate.ts';
import { retryFailures } from './retry-failures.ts';

export interface GuardCallsOptions {
  shared: Provider;
  provider: ProviderName;
  /** The deadline around all of this. */
  timeoutMs: number;
}

const LONGEST_SLEEP_MS = 5_000;

/**
 * Everything between the deadline of a call and its connection. Sleeping happens outside the permit; what forbids a
 * call is asked once more inside, as the wait for the permit may have been long.
 */
export function guardCalls({ shared, provider, timeoutMs }: GuardCallsOptions): Guard {
  const { permits, gate, budget, random } = shared;
  const breaker = shared.breakerOf(provider.model);
  return inOrder(
    retryFailures({ budget, random, maxSleepMs: Math.min(LONGEST_SLEEP_MS, timeoutMs / 4) }),
    holdBack({ gate, breaker }, provider),
    holdPermit(permits, provider),
    respectGate(gate, provider),
    breakCircuit({ breaker, provider, fairMs: timeoutMs / 2 }),
  );
}
