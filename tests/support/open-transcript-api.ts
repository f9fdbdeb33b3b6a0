import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openLexiconEngine } from '#ai/sentiment/pool/open-lexicon-engine.ts';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { cleanUpLibrary } from '#knowledge/documents/delete-document.ts';
import { documentJobs } from '#knowledge/documents/jobs.ts';
import { documentRoutes } from '#knowledge/documents/routes.ts';
import type { DocumentRoutesOptions } from '#knowledge/documents/routes.ts';
import { ingestJobs } from '#knowledge/ingest/jobs.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { searchRoutes } from '#knowledge/search/routes.ts';
import { openUploads } from '#knowledge/uploads/open-uploads.ts';
import { uploadRoutes } from '#knowledge/uploads/routes.ts';
import { transcriptJobs } from '#transcripts/jobs.ts';
import { transcriptRoutes } from '#transcripts/routes.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { openTestApi } from './open-test-api.ts';
import type { TestApi, TestUser } from './open-test-api.ts';

export interface TranscriptApi extends TestApi {
  jobs: JobQueue;
  /** Where the uploads lie. */
  folder: string;
  /** Starts a worker; without one, imports stay pending. */
  work(): Promise<JobRunner>;
}

/** The API with conversations, their imports and scoring, on a store of its own. */
export async function openTranscriptApi(options: { maxImportBytes?: number } = {}): Promise<TranscriptApi> {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-imports-'));
  const blobs = await openBlobFolder(folder);
  const documentBlobs = await openBlobFolder(join(folder, 'documents'));
  const maxImportBytes = options.maxImportBytes ?? 50 * 1024 ** 2;
  const limits = { maxBytes: maxImportBytes, maxDocumentBytes: maxImportBytes };
  const uploads = await openUploads(join(folder, 'uploads'), limits);
  const lexicon = openLexiconEngine({ threads: 1 });
  const logger = pino({ level: process.env['QUARRY_TEST_LOG'] ?? 'silent' });
  const opened: { jobs?: JobQueue; definitions?: JobDefinition[] } = {};
  const api = await openTestApi(async (app, { db }) => {
    const [usage, engines] = [openUsage(db), new Map([[lexicon.id, lexicon]])];
    const ofDocuments = [
      ...ingestJobs({ db, blobs: documentBlobs, usage }),
      ...documentJobs({ blobs: documentBlobs }),
    ];
    // The definitions want the queue that is opened with them.
    const kinds = [...ofDocuments, ...transcriptJobs({ db, blobs, engines, jobs: undefined as never })];
    const jobs = await openJobQueue(db, kinds, { logger });
    const definitions = [...ofDocuments, ...transcriptJobs({ db, blobs, jobs, engines, usage })];
    mountDocuments(app, { db, jobs, blobs: documentBlobs, uploads, usage, maxUploadBytes: maxImportBytes });
    await app.register(async api => uploadRoutes(api as HttpApp, { uploads, maxBytes: maxImportBytes }));
    transcriptRoutes(app, {
      db,
      jobs,
      blobs,
      documentBlobs,
      uploads,
      usage,
      engineIds: [lexicon.id],
      maxImportBytes,
    });
    Object.assign(opened, { jobs, definitions });
  });
  const jobs = opened.jobs!;
  return {
    ...api,
    jobs,
    folder,
    work: () => startJobRunner(jobs, opened.definitions!, { concurrency: 2, logger, graceMs: 3_000 }),
    [Symbol.asyncDispose]: async () => {
      await jobs[Symbol.asyncDispose]();
      await lexicon[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What conversations become documents of. */
function mountDocuments(app: HttpApp, options: DocumentRoutesOptions): void {
  const { db, jobs, usage } = options;
  libraryRoutes(app, { db, onDelete: (tx, library) => cleanUpLibrary(tx, jobs, library) });
  searchRoutes(app, { db, usage, logger: pino({ level: 'silent' }) });
  void app.register(async each => documentRoutes(each as HttpApp, options));
}

/** A conversation as clients send it. */
export const conversation = (id: string, more: object = {}) => ({
  external_id: id,
  channel: 'chat',
  started_at: '2026-03-04T05:06:07.000Z',
  turns: [
    { speaker: 'customer', text: 'I have been waiting for an hour, this is terrible!', offset_ms: 0 },
    { speaker: 'agent', text: 'Let me look into your order.', offset_ms: 4_000 },
    { speaker: 'customer', text: 'Thank you so much, that is great.', offset_ms: 9_000 },
  ],
  ...more,
});

export interface SeenWork {
  id: string;
  status: string;
  [field: string]: unknown;
}

/** Sends a file as the body and gives the import once `worker` has dealt with it. */
export async function importFile(
  user: TestUser,
  bytes: string | Buffer,
  { query = '', type = 'application/octet-stream' } = {},
): Promise<SeenWork> {
  const reply = await user.call('POST', `/transcripts/import${query}`, bytes, { 'content-type': type });
  if (reply.statusCode !== 202) throw new Error(reply.body);
  return waitForWork(user, `/transcripts/imports/${reply.json<SeenWork>().id}`);
}

/** Watches an import or a scoring until it goes nowhere by itself. */
export async function waitForWork(user: TestUser, url: string): Promise<SeenWork> {
  for (;;) {
    const seen = (await user.call('GET', url)).json<SeenWork>();
    if (['done', 'failed', 'cancelled'].includes(seen.status)) return seen;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** Waits until every scoring of the tenant has ended. */
export async function waitForScorings(user: TestUser): Promise<SeenWork[]> {
  for (;;) {
    const { items } = (await user.call('GET', '/transcripts/scorings')).json<{ items: SeenWork[] }>();
    if (items.every(each => ['done', 'failed', 'cancelled'].includes(each.status))) return items;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
