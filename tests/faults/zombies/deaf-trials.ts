import { once } from 'node:events';
import { readAttempts } from './delivery-trials.ts';
import type { ZombieTrial } from './delivery-trials.ts';
import { countStaleRows } from './audit.ts';
import { until } from './stage.ts';
import type { Stage } from './stage.ts';

/** The grace of a signal and of a stop; a worker that waits longer for a deaf job is a zombie itself. */
const BAR_MS = 15_000;

/** A job that never looks at its signal: its worker ends, and what a person cancelled stays cancelled. */
export async function cancelDeaf(stage: Stage, file: string): Promise<ZombieTrial> {
  const { id, worker } = await hang(stage, file, 'worker-deaf');
  const exited = once(worker.process, 'exit');
  const startedMs = performance.now();
  await stage.client.post(`/documents/${id}/cancel`, {});
  const took = await within(exited, startedMs);
  const { status } = await stage.untilFinal(id);
  const { attempts } = await readAttempts(stage, id);
  const breaches = took.breaches;
  if (status !== 'cancelled') breaches.push(`a cancelled document became ${status}`);
  if (attempts !== 1) breaches.push(`a cancelled document was begun ${attempts} times`);
  if (worker.process.exitCode === 0) breaches.push('the worker ended as if all were well');
  return await judge(stage, id, `deaf to a cancel, gone after ${took.seconds} s`, breaches);
}

/** The same when its process shall end: the document goes on elsewhere. */
export async function stopDeaf(stage: Stage, file: string): Promise<ZombieTrial> {
  const { id, worker } = await hang(stage, file, 'worker-stopped');
  const exited = once(worker.process, 'exit');
  const startedMs = performance.now();
  worker.process.kill('SIGTERM');
  const { breaches, seconds } = await within(exited, startedMs);
  await using _next = await stage.startWorker('worker-next');
  const { status } = await stage.untilFinal(id);
  if (status !== 'ready') breaches.push(`the document ended ${status}`);
  return await judge(stage, id, `deaf to SIGTERM, gone after ${seconds} s`, breaches);
}

async function hang(stage: Stage, file: string, name: string) {
  const worker = await stage.startWorker(name);
  // Between two windows the job waits for nothing else that could end it.
  await worker.arm('window-committed=hang');
  const { id } = await stage.upload(file);
  await until('the job hangs', () => worker.printed().includes('window-committed=hang') || undefined);
  return { id, worker };
}

async function within(exited: Promise<unknown>, startedMs: number) {
  const late = new Promise(resolve => setTimeout(resolve, 2 * BAR_MS).unref());
  await Promise.race([exited, late]);
  const tookMs = performance.now() - startedMs;
  const breaches = tookMs > BAR_MS ? [`the worker was not gone after ${Math.round(tookMs)} ms`] : [];
  return { breaches, seconds: (tookMs / 1000).toFixed(1) };
}

async function judge(stage: Stage, id: string, name: string, breaches: string[]): Promise<ZombieTrial> {
  const counted = await countStaleRows(stage.store.adminUrl!, id);
  return { name, ...counted, breaches: breaches.map(breach => `${name}: ${breach}`) };
}
