import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { SeenDocument, Stage } from '../zombies/stage.ts';

/** By then a cancel has reached every handler, whatever the luck. */
export const BAR_MS = 250;

export interface CancelTrial {
  documentId: string;
  /** From the request to the moment when the provider saw its call given up; undefined when no call was held. */
  heardMs?: number;
  /** What looking at the document took just before. */
  bareRequestMs?: number;
  /** When the answer to the cancel was there. */
  answeredAtMs: number;
  calls: () => ReceivedCall[];
}

/** Cancels a document whose call to the provider is under way, and hangs until somebody gives it up. */
export async function cancelDuringCall(
  stage: Stage,
  provider: FakeProvider,
  mark: string,
): Promise<CancelTrial> {
  const calls = () => callsOf(provider, mark);
  const document = await sendText(stage, mark, 1);
  await provider.waitFor(() => calls().length > 0);
  const lookedAtMs = performance.now();
  await stage.client.get(`/documents/${document.id}`);
  const askedAtMs = performance.now();
  const bareRequestMs = askedAtMs - lookedAtMs;
  const answer = stage.client.post(`/documents/${document.id}/cancel`, {});
  await provider.waitFor(() => calls()[0]!.outcome !== 'open');
  await answer;
  const heardMs = calls()[0]!.endedAtMs! - askedAtMs;
  return { documentId: document.id, heardMs, bareRequestMs, answeredAtMs: performance.now(), calls };
}

/** Cancels a longer document, whose calls are answered, after some time. */
export async function cancelAnyMoment(
  stage: Stage,
  provider: FakeProvider,
  options: { mark: string; afterMs: number },
): Promise<CancelTrial> {
  const document = await sendText(stage, options.mark, 400);
  await delay(options.afterMs);
  await stage.client.post(`/documents/${document.id}/cancel`, {});
  const calls = () => callsOf(provider, options.mark);
  return { documentId: document.id, answeredAtMs: performance.now(), calls };
}

/** What must hold of a cancelled document however long one waits. */
export async function judgeCancel(stage: Stage, trial: CancelTrial): Promise<string[]> {
  const { rows } = await stage.admin.query<{ status: string; attempt: number; job: string; runs: number }>(
    `select d.status, d.attempt, j.state::text as job, j.retry_count as runs
     from documents d join pgboss.job j on j.id = d.job_id where d.id = $1`,
    [trial.documentId],
  );
  const [{ status, attempt, job, runs } = { status: 'gone', attempt: 0, job: 'gone', runs: 0 }] = rows;
  const late = trial.calls().filter(call => call.receivedAtMs > trial.answeredAtMs + BAR_MS).length;
  // Who cancels at any moment may be too late.
  const wasOver = trial.heardMs === undefined && status === 'ready';
  return [
    ...(late > 0 ? [`${late} paid calls began more than ${BAR_MS} ms after the cancel`] : []),
    ...(wasOver || (status === 'cancelled' && job === 'cancelled') ? [] : [`${status}, its job ${job}`]),
    ...(attempt > 1 || runs > 0 ? [`a cancelled document was begun ${attempt} times`] : []),
  ].map(breach => `document ${trial.documentId}: ${breach}`);
}

async function sendText(stage: Stage, mark: string, paragraphs: number): Promise<SeenDocument> {
  const library = await stage.client.post<{ id: string }>('/libraries', { name: mark });
  const text = Array.from(
    { length: paragraphs },
    (_, index) => `${mark} entry ${index}. ${SENTENCE.repeat(6)}`,
  );
  return stage.client.post(`/libraries/${library.id}/documents`, { title: mark, text: text.join('\n\n') });
}

const SENTENCE = 'The light of the harbour was cleaned before the storm came in from the north. ';

const callsOf = (provider: FakeProvider, mark: string): ReceivedCall[] =>
  provider.calls.filter(call => String(call.body.input).includes(`${mark} entry`));
