import type { Agent, Dispatcher } from 'undici';
import type { CallPhase, CallTimer } from '../../calls/call-timer.ts';

type DispatchHandler = Parameters<Dispatcher['dispatch']>[1];

/** `agent` for one request, telling `timer` when it got a connection, its headers and its end. */
export interface TimedRequest extends Disposable {
  readonly dispatcher: Dispatcher;
}

/** Dispose it once the headers are there or never will be: undici tells nobody of a request given up in its queue. */
export function timeRequest(agent: Agent, timer: CallTimer | undefined): TimedRequest {
  if (timer === undefined) return { dispatcher: agent, [Symbol.dispose]() {} };
  const phases = new Phases(timer);
  phases.enter('connectionWaitMs');
  const dispatcher = agent.compose(
    dispatch => (options, handler) => dispatch(options, observe(handler, phases)),
  );
  return { dispatcher, [Symbol.dispose]: () => phases.leave('connectionWaitMs') };
}

/** A request is in one phase at a time. */
class Phases {
  readonly timer: CallTimer;
  #phase: CallPhase | undefined;
  #running: Disposable | undefined;

  constructor(timer: CallTimer) {
    this.timer = timer;
  }

  enter(phase: CallPhase | undefined): void {
    this.#running?.[Symbol.dispose]();
    this.#phase = phase;
    this.#running = phase && this.timer.measure(phase);
  }

  leave(phase: CallPhase): void {
    if (this.#phase === phase) this.enter(undefined);
  }
}

/** The handler itself, each event told to `phases` before; a proxy, so that none is lost that undici may add. */
function observe(handler: DispatchHandler, phases: Phases): DispatchHandler {
  const next: Record<string, () => void> = {
    onRequestStart() {
      phases.timer.requests += 1;
      phases.enter('firstByteMs');
    },
    onResponseStart: () => phases.enter('bodyMs'),
    onResponseEnd: () => phases.enter(undefined),
    onResponseError: () => phases.enter(undefined),
  };
  return new Proxy(handler, {
    get(target, name) {
      const method = Reflect.get(target, name, target) as unknown;
      const before = next[String(name)];
      if (before === undefined || typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        before();
        return Reflect.apply(method, target, args);
      };
    },
  });
}
