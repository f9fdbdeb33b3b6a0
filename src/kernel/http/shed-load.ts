import type { IncomingMessage } from 'node:http';
import { Counter } from 'prom-client';
import { Overloaded } from '../errors/common-errors.ts';
import { watchLoop } from '../limits/watch-loop.ts';
import { watchWait } from '../limits/watch-wait.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { HttpApp } from './http-app.ts';
import { onceThrough } from './once-through.ts';
import { refuseEarly } from './refuse-early.ts';

export interface LoadLimits {
  /** Requests at work in this process; event streams that are open do not count. */
  maxRequests: number;
  /** How late the event loop may be, again and again. */
  maxLagMs: number;
  /** Whoever joins a longer line is answered when it is of no use any more. */
  maxWaitMs: number;
  /** The smallest question that goes the way of all requests; undefined: how long they wait is not looked at. */
  ask?: () => Promise<unknown>;
  /** Told how long that took, while requests are at work. */
  onWait?: (waitMs: number) => void;
}

/** With fewer at work the line is somebody else's: refusing would not make it shorter. */
const FEW = 32;

/**
 * Refuses what comes on top of a full house, before anything is read or looked up: whoever is let in is answered in
 * time, and who is not learns it at once. Full is a house of so many requests, and one in which many wait too long. A
 * route with `config.urgent` is let in always: who watches must see.
 */
export function shedLoad(app: HttpApp, limits: LoadLimits, metrics?: Metrics): void {
  const { maxRequests, maxLagMs, maxWaitMs, ask, onWait } = limits;
  const loop = watchLoop();
  const refused = metrics && countRefused(metrics);
  const urgent = new Set<string>();
  let atWork = 0;
  const line = ask && watchWait({ ask, isBusy: () => atWork > 0, onAnswer: onWait });
  const waitsLong = (): boolean => atWork >= FEW && line !== undefined && line.waitMs > maxWaitMs;
  const judge = (): ServerBusy | undefined => {
    if (atWork < maxRequests && loop.lagMs <= maxLagMs && !waitsLong()) return undefined;
    refused?.inc();
    return new ServerBusy();
  };
  app.addHook('onRoute', ({ url, config }) => void (config?.urgent && urgent.add(url)));
  app.addHook('onReady', async () =>
    refuseEarly(app.server, request => (urgent.has(pathOf(request)) ? undefined : judge())),
  );
  // Many may come through that door before the first of them is counted here.
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.urgent) return;
    const busy = judge();
    if (busy !== undefined) throw busy;
    atWork += 1;
    onceThrough(reply, () => (atWork -= 1));
  });
  app.addHook('onClose', async () => {
    loop[Symbol.dispose]();
    line?.[Symbol.dispose]();
  });
}

const pathOf = ({ url = '' }: IncomingMessage): string => url.split('?', 1)[0]!;

const countRefused = (metrics: Metrics): Counter =>
  new Counter({
    name: 'quarry_http_refused_total',
    help: 'Requests that were refused with 503 because the process had too much to do; most stand in no other metric.',
    registers: [metrics],
  });

class ServerBusy extends Overloaded {
  constructor() {
    // Not the same second for everyone, or they would all come back together.
    super('The server has more to do than it can right now.', {
      retryAfterSeconds: 1 + Math.floor(Math.random() * 3),
    });
  }
}
