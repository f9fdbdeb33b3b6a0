import { pino } from 'pino';
import { createLanguageModel } from '#ai/create-language-model.ts';
import { insightJobs } from '#insights/jobs.ts';
import { openReader } from '#insights/keyless/pool/open-reader.ts';
import { insightRoutes } from '#insights/routes.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { ReceivedCall } from './fake-provider/behaviour.ts';
import { startFakeProvider } from './fake-provider/fake-provider.ts';
import type { FakeProvider } from './fake-provider/fake-provider.ts';
import { createLibrary, indexDocument } from './index-document.ts';
import { openTestApi } from './open-test-api.ts';
import type { TestApi, TestUser } from './open-test-api.ts';

export interface InsightApi extends TestApi {
  provider: FakeProvider;
  user: TestUser;
  jobs: JobQueue;
  /** Starts a worker; without one, insights stay pending. */
  work(): Promise<JobRunner>;
  /** A document that is ready, in the user's library. */
  index(title: string, pages: string[]): Promise<string>;
  libraryId: string;
}

/** The API with insights on a store of its own; with `keyless` no model is connected. */
export async function openInsightApi(options: { keyless?: boolean } = {}): Promise<InsightApi> {
  await using resources = new AsyncDisposableStack();
  const provider = resources.use(await startFakeProvider());
  const languageModel = options.keyless
    ? undefined
    : resources.use(
        createLanguageModel({
          languageModel: { baseUrl: provider.baseUrl, model: 'fake-model' },
          provider: { concurrency: 20, timeoutMs: 60_000 },
        })!,
      );
  const reader = resources.use(openReader());
  const logger = pino({ level: process.env['QUARRY_TEST_LOG'] ?? 'silent' });
  const opened: { jobs?: JobQueue; definitions?: JobDefinition[] } = {};
  const api = resources.use(
    await openTestApi(async (app, { db }) => {
      const usage = openUsage(db);
      const definitions = insightJobs({ db, reader, languageModel, usage });
      const jobs = await openJobQueue(db, definitions, { logger });
      insightRoutes(app, { db, jobs, usage, languageModel });
      Object.assign(opened, { jobs, definitions });
    }),
  );
  const jobs = resources.use(opened.jobs!);
  const user = await api.signUp('ada');
  const library = await createLibrary(api.db, user.tenantId);
  const moved = resources.move();
  return {
    ...api,
    provider,
    user,
    jobs,
    libraryId: library.libraryId,
    work: () => startJobRunner(jobs, opened.definitions!, { concurrency: 2, logger, graceMs: 3_000 }),
    index: async (title, pages) => (await indexDocument(api.db, library, { title, pages })).id,
    [Symbol.asyncDispose]: () => moved.disposeAsync(),
  };
}

export interface SeenInsight {
  id: string;
  status: string;
  [field: string]: any;
}

/** Asks for an insight and gives its id. */
export async function ask(user: TestUser, body: object): Promise<string> {
  const reply = await user.call('POST', '/insights', body);
  if (reply.statusCode !== 202) throw new Error(reply.body);
  return reply.json<SeenInsight>().id;
}

/** Watches an insight until `reached`, and gives what it then is. */
export async function waitForInsight(
  user: TestUser,
  id: string,
  reached: (insight: SeenInsight) => boolean = ({ status }) =>
    ['ready', 'failed', 'cancelled'].includes(status),
): Promise<SeenInsight> {
  for (;;) {
    const insight = (await user.call('GET', `/insights/${id}`)).json<SeenInsight>();
    if (reached(insight)) return insight;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** What a call was asked to write, as far as the fake needs to know. */
export function taskOf(call: ReceivedCall): 'overview' | 'section' {
  return String(call.body.messages[0].content).includes('stands above') ? 'overview' : 'section';
}

/** A reply in one piece. */
export const reply = (value: unknown) => ({
  tokens: [typeof value === 'string' ? value : JSON.stringify(value)],
});
