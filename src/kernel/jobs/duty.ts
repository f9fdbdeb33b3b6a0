import type { Logger } from '../telemetry/logger.ts';

/** Upkeep that every worker does again and again; doing it twice at once must be harmless. */
export interface Duty {
  readonly name: string;
  readonly everyMs: number;
  run(options: { signal: AbortSignal; logger: Logger }): Promise<void>;
}

/** Runs the duty now and then every `everyMs` after its end; a failure is logged and the next turn comes. */
export function startDuty(duty: Duty, logger: Logger): AsyncDisposable {
  const controller = new AbortController();
  const loop = repeat(duty, controller.signal, logger.child({ duty: duty.name }));
  return {
    [Symbol.asyncDispose]: async () => {
      controller.abort();
      await loop;
    },
  };
}

async function repeat(duty: Duty, signal: AbortSignal, logger: Logger): Promise<void> {
  while (!signal.aborted) {
    try {
      await duty.run({ signal, logger });
    } catch (error) {
      if (!signal.aborted) logger.error({ err: error }, 'the duty failed');
    }
    await pause(duty.everyMs, signal);
  }
}

/** Ends early when the signal does. */
function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(end, durationMs);
    signal.addEventListener('abort', end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
