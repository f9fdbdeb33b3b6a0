import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '#cli/api-client.ts';
import { createId } from '#kernel/ids.ts';
import { addDocument } from './add-document.ts';
import type { BackgroundTask, Behind } from './work-behind.ts';

const DOCUMENT_EVERY_MS = 1_000;

process.once('message', message => void work(message as BackgroundTask));

async function work(task: BackgroundTask): Promise<void> {
  const stop = new AbortController();
  process.once('message', () => stop.abort());
  process.once('disconnect', () => process.exit(1));
  const done: Behind = { documents: 0, imports: 0, scorings: 0, failures: [] };
  const tell = (error: Error): unknown => done.failures.push(error.message);
  await Promise.all([
    ingest(task, { done, signal: stop.signal }).catch(tell),
    importAndScore(task, done).catch(tell),
  ]);
  await stopped(stop.signal);
  process.send!(done, () => process.exit());
}

async function ingest(
  task: BackgroundTask,
  { done, signal }: { done: Behind; signal: AbortSignal },
): Promise<void> {
  const client = clientOf(task);
  for (let n = 0; !signal.aborted; n++) {
    await addDocument(client, task.libraryId, `Report ${n} of ${createId()}`);
    done.documents += 1;
    await delay(DOCUMENT_EVERY_MS);
  }
}

const stopped = (signal: AbortSignal): Promise<unknown> | undefined =>
  signal.aborted ? undefined : once(signal, 'abort');

async function importAndScore(task: BackgroundTask, done: Behind): Promise<void> {
  const form = new FormData();
  form.set('file', await openAsBlob(task.file), 'talks.json');
  const reply = await fetch(`${task.url}/api/v1/transcripts/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${task.apiKey}` },
    body: form,
  });
  if (reply.status >= 300) throw new Error(`the import was refused with ${reply.status}`);
  done.imports += 1;
  const period = { since: '2020-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' };
  await clientOf(task).post('/transcripts/scorings', period);
  done.scorings += 1;
}

const clientOf = ({ url, apiKey }: BackgroundTask): ApiClient =>
  new ApiClient({ baseUrl: url, apiKey, signal: new AbortController().signal });
