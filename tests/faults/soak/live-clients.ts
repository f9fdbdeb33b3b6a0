import { setTimeout as delay } from 'node:timers/promises';
import { ApiClient } from '#cli/api-client.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { addDocument } from '../load/add-document.ts';

export interface Lived {
  documents: number;
  answers: number;
  dropped: number;
  cutUploads: number;
  /** What went wrong though nothing was wrong, one sentence each. */
  failures: string[];
}

interface Target {
  url: string;
  apiKey: string;
  libraryId: string;
}

const PAUSE_MS = 500;
const CUT_BYTES = 300_000;

/** Clients that behave as clients do until the signal aborts: they add and delete, read answers, go, and break off uploads. */
export async function liveAsClients(target: Target, signal: AbortSignal): Promise<Lived> {
  const lived: Lived = { documents: 0, answers: 0, dropped: 0, cutUploads: 0, failures: [] };
  const client = new ApiClient({
    baseUrl: target.url,
    apiKey: target.apiKey,
    signal: new AbortController().signal,
  });
  const again = async (act: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      await act().catch((error: Error) => isRefusal(error) || lived.failures.push(error.message));
      await delay(PAUSE_MS);
    }
  };
  await Promise.all([
    again(() => addAndDelete(client, target, lived)),
    again(() => readAnswer(client, target, lived)),
    again(() => leaveAnswer(target, lived)),
    again(() => cutUpload(target, lived)),
  ]);
  return lived;
}

/** A machine that is busy with something else makes a server refuse. */
const isRefusal = (error: Error): boolean => error instanceof AppError && error.status === 503;

async function addAndDelete(client: ApiClient, { libraryId }: Target, lived: Lived): Promise<void> {
  const { id } = await addDocument(client, libraryId, `Passing report ${lived.documents}`);
  lived.documents += 1;
  await client.delete(`/documents/${id}`);
}

async function readAnswer(client: ApiClient, { libraryId }: Target, lived: Lived): Promise<void> {
  for await (const { event } of client.events('/ask', questionOf(libraryId)))
    if (event === 'done') lived.answers += 1;
}

async function leaveAnswer({ url, apiKey, libraryId }: Target, lived: Lived): Promise<void> {
  const leaving = new AbortController();
  const reply = await fetch(`${url}/api/v1/ask`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
    },
    body: JSON.stringify(questionOf(libraryId)),
    signal: leaving.signal,
  });
  await reply.body!.getReader().read();
  leaving.abort();
  lived.dropped += 1;
}

const questionOf = (libraryId: string): object => ({
  text: 'What did the keeper of the harbour write?',
  library_ids: [libraryId],
});

/** A file that ends in the middle, with its connection. */
async function cutUpload({ url, apiKey, libraryId }: Target, lived: Lived): Promise<void> {
  const leaving = new AbortController();
  const body = async function* () {
    yield Buffer.from('--part\r\ncontent-disposition: form-data; name="file"; filename="cut.txt"\r\n\r\n');
    yield Buffer.alloc(CUT_BYTES, 'x');
    setImmediate(() => leaving.abort());
    await new Promise(() => {});
  };
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'multipart/form-data; boundary=part' };
  const route = `${url}/api/v1/libraries/${libraryId}/documents`;
  const options = {
    method: 'POST',
    headers,
    body: body() as never,
    duplex: 'half' as const,
    signal: leaving.signal,
  };
  const [outcome] = await Promise.allSettled([fetch(route, options)]);
  if (outcome.status === 'fulfilled' && outcome.value.status !== 503)
    throw new Error(`half a file was answered ${outcome.value.status}`);
  lived.cutUploads += 1;
}
