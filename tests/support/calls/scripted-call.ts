import type { Call, CallOptions } from '#ai/calls/call.ts';
import { CallTimer } from '#ai/calls/call-timer.ts';
import type { ProviderName } from '#ai/provider-errors.ts';

export const provider: ProviderName = {
  role: 'embedding model',
  model: 'vectors',
  variables: 'QUARRY_EMBEDDING',
};

/** A call that does as told, one step for each time it is made: answers with a value, or fails with an error. */
export function scriptedCall(...steps: (string | Error)[]): Call<string> & { made: number } {
  const call = Object.assign(
    async function* ({ signal }: CallOptions) {
      signal.throwIfAborted();
      const step = steps[Math.min(call.made++, steps.length - 1)]!;
      if (step instanceof Error) throw step;
      yield step;
    },
    { made: 0 },
  );
  return call;
}

export function callOptions(signal = new AbortController().signal): CallOptions {
  return { signal, timer: new CallTimer() };
}

/** All parts, or the error that came instead. */
export async function outcomeOf(parts: AsyncIterable<string>): Promise<string[] | Error> {
  return await Array.fromAsync(parts).catch((error: Error) => error);
}
