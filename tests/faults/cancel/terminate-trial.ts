import { once } from 'node:events';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { until } from '../zombies/stage.ts';
import type { Stage } from '../zombies/stage.ts';

const BAR_MS = 15_000;

export interface TerminateTrial {
  goneMs: number;
  breaches: string[];
}

/** Ends a worker with SIGTERM while it embeds the n-th window: the job is handed back, and goes on behind its checkpoint. */
export async function terminate(
  stage: Stage,
  provider: FakeProvider,
  options: { file: string; trial: number; calls: number },
): Promise<TerminateTrial> {
  const { file, trial, calls } = options;
  const worker = await stage.startWorker(`worker-${trial}`);
  const first = provider.calls.length;
  const { id } = await stage.upload(file);
  await provider.waitFor(() => provider.calls.length >= first + calls);
  const exited = once(worker.process, 'exit');
  const askedAtMs = performance.now();
  worker.process.kill('SIGTERM');
  await exited;
  const goneMs = performance.now() - askedAtMs;
  const breaches: string[] = [];
  if (goneMs > BAR_MS) breaches.push(`the worker was gone only after ${Math.round(goneMs)} ms`);
  if (worker.process.exitCode !== 0 && worker.process.exitCode !== 130)
    breaches.push(`the worker ended with ${worker.process.exitCode ?? worker.process.signalCode}`);
  const state = await jobStateOf(stage, id);
  if (state !== 'retry') breaches.push(`the job was not handed back, it is ${state}`);
  breaches.push(...(await goOn(stage, provider, { id, first, trial })));
  return { goneMs, breaches: breaches.map(breach => `SIGTERM ${trial}: ${breach}`) };
}

async function goOn(
  stage: Stage,
  provider: FakeProvider,
  { id, first, trial }: { id: string; first: number; trial: number },
): Promise<string[]> {
  const committed = await countSegments(stage, id);
  const before = provider.calls.slice(first).map(call => JSON.stringify(call.body.input));
  await using _next = await stage.startWorker(`worker-${trial}-next`);
  const { status } = await stage.untilFinal(id);
  await until('the job is over', async () =>
    (await jobStateOf(stage, id)) === 'completed' ? true : undefined,
  );
  const after = provider.calls.slice(first + before.length).map(call => JSON.stringify(call.body.input));
  const again = after.filter(batch => before.includes(batch)).length;
  const breaches = status === 'ready' ? [] : [`the document ended ${status}`];
  if (again > before.length - committed)
    breaches.push(`${again} batches paid again, ${committed} were committed`);
  return breaches;
}

async function jobStateOf(stage: Stage, documentId: string): Promise<string | undefined> {
  const { rows } = await stage.admin.query<{ state: string }>(
    `select j.state::text from documents d join pgboss.job j on j.id = d.job_id where d.id = $1`,
    [documentId],
  );
  return rows[0]?.state;
}

async function countSegments(stage: Stage, documentId: string): Promise<number> {
  const { rows } = await stage.admin.query<{ count: number }>(
    'select count(*)::int as count from chunk_segments where document_id = $1',
    [documentId],
  );
  return rows[0]!.count;
}
