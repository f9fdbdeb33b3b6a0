import { writeFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listMessages } from '#chat/conversations/list-messages.ts';
import { openChat } from '#chat/open-chat.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { blobKeyOf } from '#knowledge/documents/blob-key.ts';
import { openDocumentApi, upload, waitForDocument } from '#tests/support/open-document-api.ts';
import type { DocumentApi } from '#tests/support/open-document-api.ts';
import type { TestUser } from '#tests/support/open-test-api.ts';

const LEAVE = 'Everyone has 28 days of paid leave a year.';
const HANDBOOK = `${LEAVE} The office closes at six.`;

let api: DocumentApi;
let worker: JobRunner;
let runs: Runs;
let ada: TestUser;
let libraryId: string;

beforeEach(async () => {
  api = await openDocumentApi();
  worker = await api.work();
  runs = await openChat({ db: api.db, logger: pino({ level: 'silent' }) });
  ada = await api.signUp('ada');
  libraryId = (await ada.call('POST', '/libraries', { name: 'Shelf' })).json().id;
});

afterEach(async () => {
  await runs[Symbol.asyncDispose]();
  await worker[Symbol.asyncDispose]();
  await api[Symbol.asyncDispose]();
});

async function send(text: string): Promise<string> {
  const { id } = (await upload(ada, libraryId, { name: 'handbook.txt', bytes: text })).json<{ id: string }>();
  expect(await waitForDocument(ada, id)).toMatchObject({ status: 'ready' });
  return id;
}

/** Asks once; the result tells how the answer's citation holds whenever it is called. */
async function askAndCite(): Promise<() => Promise<object>> {
  const { tenantId, userId } = ada;
  const text = 'How many days of paid leave does everyone have?';
  const run = await runs.start({ tenantId, userId, text, libraryIds: [], documentIds: [] });
  const { signal } = new AbortController();
  await Array.fromAsync(runs.read({ tenantId, userId, runId: run.runId, after: 0, signal }));
  return async () => {
    const { conversationId } = run;
    const [, answer] = await listMessages(api.db, { tenantId, userId, conversationId, limit: 10 });
    return answer!.citations[0]!;
  };
}

/** What stands in the file is read anew by the worker, as after any failure. */
async function readAgain(id: string, text: string): Promise<void> {
  const { tenantId } = ada;
  await using file = await api.blobs.localFile(blobKeyOf({ tenantId, id }));
  await writeFile(file.path, text);
  await withTransaction(api.db, { tenantId }, tx =>
    tx
      .updateTable('documents')
      .set({ status: 'failed', failure: JSON.stringify({ code: 'test', message: '', next_step: '' }) })
      .where('id', '=', id)
      .execute(),
  );
  expect((await ada.call('POST', `/documents/${id}/retry`)).statusCode).toBe(202);
  expect(await waitForDocument(ada, id)).toMatchObject({ status: 'ready' });
}

test('a citation is found again in what the worker reads anew, wherever its words stand, or says that it is lost', async () => {
  const id = await send(HANDBOOK);
  const citation = await askAndCite();
  expect(await citation()).toMatchObject({ state: 'holds', document_id: id, quote: LEAVE });
  await readAgain(id, HANDBOOK);
  expect(await citation()).toMatchObject({ state: 'holds', spans: [[1, 0, LEAVE.length]] });
  await readAgain(id, `Printed anew this year. ${HANDBOOK}`);
  expect(await citation()).toMatchObject({ state: 'moved', spans: [[1, 24, 24 + LEAVE.length]] });
  await readAgain(id, HANDBOOK.replace('28', '30'));
  expect(await citation()).toMatchObject({ state: 'lost', quote: LEAVE });
});

test('a citation outlives its document: lost while it is gone or another edition stands there, found in the same file', async () => {
  const id = await send(HANDBOOK);
  const citation = await askAndCite();
  expect((await ada.call('DELETE', `/documents/${id}`)).statusCode).toBe(204);
  expect(await citation()).toMatchObject({ state: 'lost', quote: LEAVE });
  await send(HANDBOOK.replace('28', '30'));
  expect(await citation()).toMatchObject({ state: 'lost', document_id: id });
  const again = await send(HANDBOOK);
  expect(await citation()).toMatchObject({ state: 'holds', document_id: again, quote: LEAVE });
});
