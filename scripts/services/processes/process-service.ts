import { forgetState, readState, withServiceLock, writeState } from '../service-state.ts';
import type { Service } from '../service.ts';
import type { BackgroundProcess } from './background-process.ts';

/** What is remembered of a service that runs as processes of ours. */
export interface RunningService {
  url: string;
  processes: BackgroundProcess[];
  /** Of Flink: where jobs are asked about. */
  jobManagerUrl?: string;
}

interface Way {
  start(): Promise<RunningService>;
  stop(running: RunningService): Promise<void>;
  isHealthy(running: RunningService): Promise<boolean>;
  /** Starts what has died once more, at the same addresses and with what it has on its disk. */
  revive?(running: RunningService): Promise<RunningService>;
}

/** `url` of a service that proofs and tests talk to. */
export interface StartableService extends Service {
  ensure(): Promise<RunningService>;
  /** After a proof killed some of its processes. @throws when it does not run */
  revive(): Promise<RunningService>;
}

/** The three verbs for a service that is started from packages. */
export function processService(name: string, way: Way): StartableService {
  const ensure = () =>
    withServiceLock(name, async () => {
      const known = readState<RunningService>(name);
      if (known && (await way.isHealthy(known))) return known;
      if (known) await way.stop(known);
      const running = await way.start();
      writeState(name, running);
      return running;
    });
  return {
    ensure,
    revive: () =>
      withServiceLock(name, async () => {
        const running = await way.revive!(readState<RunningService>(name)!);
        writeState(name, running);
        return running;
      }),
    up: async () => `${(await ensure()).url}  (stop it with: npm run services -- down ${name})`,
    down: () =>
      withServiceLock(name, async () => {
        const known = readState<RunningService>(name);
        if (!known) return 'not running';
        await way.stop(known);
        forgetState(name);
        return 'stopped';
      }),
    async status() {
      const known = readState<RunningService>(name);
      if (!known) return 'not running';
      return (await way.isHealthy(known)) ? `running at ${known.url}` : `does not answer at ${known.url}`;
    },
  };
}
