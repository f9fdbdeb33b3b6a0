import { failpoint } from '#kernel/failpoints.ts';
import { ProviderUnavailable } from '../provider-errors.ts';
import type { ProviderName } from '../provider-errors.ts';
import type { CallOptions, Guard } from './call.ts';
import { linkSignals } from './link-signals.ts';
import type { Permits } from './permits.ts';

/**
 * Waits for a permit and holds it until the call has really ended, not merely until somebody gave up on it: a provider
 * that is slow to let go must not be called once too often. A permit that cannot be kept ends the call.
 */
export function holdPermit(permits: Permits, provider: ProviderName): Guard {
  return call =>
    async function* (options) {
      await using permit = await acquire(permits, options);
      using either = linkSignals(options.signal, permit.signal);
      try {
        await failpoint('permit-held');
        either.signal.throwIfAborted();
        yield* call({ ...options, signal: either.signal });
      } catch (error) {
        throw permit.signal.aborted && error === permit.signal.reason
          ? new ProviderUnavailable(provider, error)
          : error;
      }
    };
}

async function acquire(permits: Permits, { signal, timer }: CallOptions) {
  using _wait = timer.measure('permitWaitMs');
  return await permits.acquire(signal);
}
