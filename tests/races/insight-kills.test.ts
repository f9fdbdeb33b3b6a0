import { once } from 'node:events';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { jobKinds } from '#app/job-kinds.ts';
import { createTenant } from '#auth/tenants/create-tenant.ts';
import type { LanguageModel } from '#ai/complete.ts';
import { readInsight } from '#insights/read-insight.ts';
import { startInsight } from '#insights/start-insight.ts';
import type { Database } from '#kernel/db/database.ts';
import { createId } from '#kernel/ids.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { startFakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import type { FakeProvider } from '#tests/support/fake-provider/fake-provider.ts';
import { createLibrary, indexDocument } from '#tests/support/index-document.ts';
import { reply, taskOf } from '#tests/support/open-insight-api.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import { checkBooks } from '#usage/records/check-books.ts';
import { listRecords } from '#usage/records/list-records.ts';

const SECTIONS = 4;
const CALLS = SECTIONS + 1;

/** Asks for a summary of four documents, in the name of a process that does not work on jobs. */
async function askForSummary(db: Database, tenantId: string, userId: string): Promise<string> {
  const library = await createLibrary(db, tenantId);
  for (let number = 1; number <= SECTIONS; number++) {
    const pages = [`Berth ${number} of the harbour takes ships of up to ${number * 10} metres.`];
    await indexDocument(db, library, { title: `Berth ${number}`, pages });
  }
  await using jobs = await openJobQueue(db, jobKinds, { logger: pino({ level: 'silent' }) });
  const { id } = await startInsight(
    { db, jobs, languageModel: { id: 'fake-model' } as LanguageModel },
    { tenantId, userId, kind: 'summary', documentIds: [], libraryIds: [library.libraryId] },
  );
  return id;
}

function answerSections(provider: FakeProvider): void {
  provider.always(call =>
    reply({
      title: taskOf(call) === 'overview' ? 'The harbour' : 'A berth',
      points: ['The harbour takes ships at its berth [1].'],
    }),
  );
}

/** A worker that kills itself at `fault`, then one that does not; gives the calls that the provider had until each ended. */
async function killAt(fault: string) {
  await using store = await openTestStore();
  await using provider = await startFakeProvider();
  answerSections(provider);
  const owner = { name: 'ada', email: 'ada@example.test' };
  const user = (await createTenant(store.db, { tenantId: createId(), name: 'ada', owner }))!;
  const id = await askForSummary(store.db, user.tenantId, user.userId);
  const environment = {
    ...store.environment,
    QUARRY_LOG_LEVEL: 'error',
    QUARRY_LLM_BASE_URL: provider.baseUrl,
    QUARRY_LLM_MODEL: 'fake-model',
  };
  const first = await startWorker({ environment: { ...environment, QUARRY_FAILPOINTS: fault } });
  if (first.process.exitCode === null && first.process.signalCode === null) await once(first.process, 'exit');
  const callsAtDeath = provider.calls.length;
  const broken = await readInsight(store.db, { tenantId: user.tenantId, id });
  await using _second = await startWorker({ environment });
  const read = () => readInsight(store.db, { tenantId: user.tenantId, id });
  await expect.poll(async () => (await read()).status, { timeout: 90_000 }).toBe('ready');
  const records = await listRecords(store.db, { tenantId: user.tenantId, limit: 50 });
  const faults = await checkBooks(store.db, user.tenantId);
  return { callsAtDeath, broken, insight: await read(), calls: provider.calls.length, records, faults };
}

test('a section that was stored before kill -9 is not asked for again, and the insight ends ready', async () => {
  const { callsAtDeath, broken, insight, calls, records, faults } = await killAt(
    'insight-section-committed=kill@2',
  );
  expect(callsAtDeath).toBe(2);
  expect(broken).toMatchObject({ status: 'generating', progress: { done: 2, total: CALLS } });
  expect(calls).toBe(CALLS);
  expect(records).toHaveLength(CALLS);
  expect(insight.sections.every(section => section.status === 'done')).toBe(true);
  expect(insight.sections[1]).toEqual(broken.sections[1]);
  expect(insight.usage.credits).toBe(records.reduce((sum, each) => sum + each.credits, 0));
  expect(faults).toEqual([]);
});

test('a section that died before it was stored is asked for once more and billed once', async () => {
  const { broken, calls, records, faults } = await killAt('insight-section-written=kill@3');
  expect(broken).toMatchObject({ status: 'generating', progress: { done: 2, total: CALLS } });
  expect(calls).toBe(CALLS + 1);
  expect(records).toHaveLength(CALLS);
  expect(faults).toEqual([]);
});
