import type { RestartStage } from './restart-stage.ts';
import type { SteadyLoad } from './steady-load.ts';

/** What the program promises its supervisor, with time to spare before that kills. */
const BAR_MS = 15_000;

export interface Termination {
  goneMs: number;
  /** Requests that were sent and not answered yet at that moment. */
  inFlight: number;
  breaches: string[];
}

/** Terminates a program as supervisors do, and starts it again. */
export async function terminateProgram(
  stage: RestartStage,
  load: SteadyLoad,
  which: 'api' | 'worker',
): Promise<Termination> {
  if (which === 'api') await load.untilInFlight();
  const inFlight = which === 'api' ? load.inFlight : 0;
  const { askedAtMs, goneMs, endedWith, printed } = await stage.restart(which);
  // Who was not through with sending when the server was asked to go may find it gone; who was must be answered.
  const cut = load.unanswered.filter(
    ({ sentAtMs, failedAtMs }) => sentAtMs !== undefined && sentAtMs < askedAtMs && failedAtMs! > askedAtMs,
  );
  return {
    goneMs,
    inFlight,
    breaches: [
      ...(goneMs > BAR_MS ? [`the ${which} was gone only after ${Math.round(goneMs)} ms`] : []),
      ...(/^(0|130|143)$/.test(endedWith)
        ? []
        : [`the ${which} ended with ${endedWith} after ${Math.round(goneMs)} ms:\n${printed}`]),
      ...cut.map(
        each =>
          `a request sent ${Math.round(askedAtMs - each.sentAtMs!)} ms before SIGTERM to the ${which} was cut: ${each.failure}`,
      ),
    ],
  };
}
