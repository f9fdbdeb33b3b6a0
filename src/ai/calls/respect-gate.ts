import { ProviderOverloaded } from '../provider-errors.ts';
import type { ProviderName } from '../provider-errors.ts';
import type { Guard } from './call.ts';
import { ProviderHeldBack } from './not-sent.ts';
import type { ProviderGate } from './provider-gate.ts';

/**
 * Sends nothing while the gate is closed, and closes it on a 429. Does not wait: it stands inside the permit, which
 * nobody should hold for doing nothing.
 */
export function respectGate(gate: ProviderGate, provider: ProviderName): Guard {
  return call =>
    async function* (options) {
      const closedMs = await gate.look();
      if (closedMs > 0) throw new ProviderHeldBack(provider, closedMs);
      try {
        yield* call(options);
        gate.passed();
      } catch (error) {
        throw error instanceof ProviderOverloaded ? await closeGate(gate, provider, error) : error;
      }
    };
}

/** What the provider said, with how long everybody waits now: never 0, never unknown. */
async function closeGate(
  gate: ProviderGate,
  provider: ProviderName,
  error: ProviderOverloaded,
): Promise<ProviderOverloaded> {
  return new ProviderOverloaded(provider, await gate.close(error.retryAfterMs), error.cause);
}
