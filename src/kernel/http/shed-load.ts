import { Overloaded } from '../errors/common-errors.ts';
import { watchLoop } from '../limits/watch-loop.ts';
import type { HttpApp } from './http-app.ts';
import { onceThrough } from './once-through.ts';

export interface LoadLimits {
  /** Requests at work in this process; event streams that are open do not count. */
  maxRequests: number;
  /** How late the event loop may be, again and again. */
  maxLagMs: number;
}

/**
 * Refuses what comes on top of a full house, before anything is read or looked up: whoever is let in is answered in
 * time, and who is not learns it at once. A route with `config.urgent` is let in always: who watches must see.
 */
export function shedLoad(app: HttpApp, { maxRequests, maxLagMs }: LoadLimits): void {
  const loop = watchLoop();
  let atWork = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.urgent) return;
    if (atWork >= maxRequests || loop.lagMs > maxLagMs) throw new ServerBusy();
    atWork += 1;
    onceThrough(reply, () => (atWork -= 1));
  });
  app.addHook('onClose', async () => loop[Symbol.dispose]());
}

class ServerBusy extends Overloaded {
  constructor() {
    // Not the same second for everyone, or they would all come back together.
    super('The server has more to do than it can right now.', {
      retryAfterSeconds: 1 + Math.floor(Math.random() * 3),
    });
  }
}
