import { setTimeout as delay } from 'node:timers/promises';
import { questionOf } from './script.ts';
import type { OpenResources, StreamStage } from './stream-stage.ts';

const GIVE_UP_MS = 25_000;
const PAUSE_MS = 250;

/** What each process has open once answers were written and nobody asks anything: pools are filled, caches warm. */
export async function measureBaseline(stage: StreamStage, answers: number): Promise<OpenResources> {
  const ask = (trial: number) => ({ method: 'POST', body: { text: questionOf(trial) } }) as const;
  for (const api of stage.apis) {
    const all = Array.from({ length: answers }, (_, at) => stage.read(api, '/ask', ask(1_000_000 + at)));
    await Promise.all(all);
  }
  await delay(PAUSE_MS);
  const measured = await Promise.all(stage.apis.map(api => stage.openResources(api)));
  return {
    timers: Math.max(...measured.map(each => each.timers)),
    sockets: Math.max(...measured.map(each => each.sockets)),
  };
}

/** Waits until no process has more open than at the beginning. @returns what the worst one has. */
export async function judgeLeftovers(stage: StreamStage, baseline: OpenResources): Promise<OpenResources> {
  const startedMs = performance.now();
  const worst: OpenResources = { timers: 0, sockets: 0 };
  for (const api of stage.apis) {
    for (;;) {
      const open = await stage.openResources(api);
      const isBack = open.timers <= baseline.timers && open.sockets <= baseline.sockets;
      if (isBack || performance.now() - startedMs > GIVE_UP_MS) {
        worst.timers = Math.max(worst.timers, open.timers);
        worst.sockets = Math.max(worst.sockets, open.sockets);
        if (!isBack)
          stage.breaches.push(`left open: ${JSON.stringify(open)}, at first ${JSON.stringify(baseline)}`);
        break;
      }
      await delay(PAUSE_MS);
    }
    stage.judgeLog(api);
  }
  return worst;
}
