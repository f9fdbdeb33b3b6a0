import { once } from 'node:events';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { countStaleRows } from './audit.ts';
import { readAttempts } from './delivery-trials.ts';
import type { ZombieTrial } from './delivery-trials.ts';
import { shiftClock } from './shift-clock.ts';
import { Stage, until } from './stage.ts';
import type { ArmedWorker } from './stage.ts';

const HOUR_MS = 3_600_000;
/** Several turns of every worker's reaper pass while a document is read. */
const SLOW_CALL_MS = 2_500;

/**
 * Two workers whose clocks are two hours apart read slow documents: neither may take the other's for lost. Then the one
 * with `killed` dies, and the other takes over.
 */
export async function disagreeOnTime(
  provider: FakeProvider,
  file: string,
  killed: 'fast' | 'slow',
): Promise<ZombieTrial> {
  const address = `clocks-${killed}`;
  await using stage = await Stage.open(provider, address, { QUARRY_PROVIDER_CONCURRENCY: '4' });
  const workers = {
    fast: await stage.startWorker('worker-fast', shiftClock(HOUR_MS)),
    slow: await stage.startWorker('worker-slow', shiftClock(-HOUR_MS)),
  };
  provider.always(call => ({ latencyMs: call.path.startsWith(`/${address}/`) ? SLOW_CALL_MS : 0 }));
  const documents = await Promise.all([1, 2, 3, 4].map(() => stage.upload(file)));
  for (const { id } of documents) await stage.untilFinal(id);
  const breaches = await findStolen(stage, documents, Object.values(workers));
  const name = `clocks ± 1 h, the ${killed} one killed`;
  const victim = await killOne(stage, workers[killed], file);
  provider.always({});
  const { status } = await stage.untilFinal(victim);
  if (status !== 'ready') breaches.push(`the document of the killed worker ended ${status}`);
  const counted = await countStaleRows(stage.store.adminUrl!, victim);
  return { name, ...counted, breaches: breaches.map(breach => `${name}: ${breach}`) };
}

async function findStolen(
  stage: Stage,
  documents: { id: string }[],
  workers: ArmedWorker[],
): Promise<string[]> {
  const breaches: string[] = [];
  for (const { id } of documents) {
    const { attempts } = await readAttempts(stage, id);
    if (attempts !== 1) breaches.push(`a healthy document was begun ${attempts} times`);
  }
  for (const { name, printed } of workers)
    if (printed().includes('fell silent')) breaches.push(`${name} took a healthy worker for lost`);
  return breaches;
}

async function killOne(stage: Stage, worker: ArmedWorker, file: string): Promise<string> {
  const others = holdOthers(stage, worker);
  const { id } = await stage.upload(file);
  await until('the document is begun', async () =>
    (await readAttempts(stage, id)).attempts > 0 ? true : undefined,
  );
  const exited = once(worker.process, 'exit');
  worker.process.kill('SIGKILL');
  await exited;
  others[Symbol.dispose]();
  return id;
}

/** Only `worker` may take the next document. */
function holdOthers(stage: Stage, worker: ArmedWorker): Disposable {
  const others = stage.workers.filter(each => each !== worker);
  for (const { process } of others) process.kill('SIGSTOP');
  return {
    [Symbol.dispose]: () => {
      for (const { process } of others) process.kill('SIGCONT');
    },
  };
}
