import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { startJobRunner } from '#kernel/jobs/start-job-runner.ts';
import { cleanUpLibrary } from '#knowledge/documents/delete-document.ts';
import { documentJobs } from '#knowledge/documents/jobs.ts';
import { documentRoutes } from '#knowledge/documents/routes.ts';
import type { IngestDeps } from '#knowledge/ingest/ingest-document.ts';
import { ingestJobs } from '#knowledge/ingest/jobs.ts';
import { libraryRoutes } from '#knowledge/libraries/routes.ts';
import { sampleRoutes } from '#knowledge/samples/routes.ts';
import { openUploads } from '#knowledge/uploads/open-uploads.ts';
import { uploadRoutes } from '#knowledge/uploads/routes.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import { openTestApi } from './open-test-api.ts';
import type { Reply, TestApi, TestUser } from './open-test-api.ts';

export interface DocumentApi extends TestApi {
  jobs: JobQueue;
  blobs: BlobStore;
  /** Where the blobs lie. */
  folder: string;
  /** Starts a worker; without one, documents stay pending. */
  work(options?: { concurrency?: number }): Promise<JobRunner>;
}

/** The API with libraries, documents and ingestion, on a store of its own. */
export async function openDocumentApi(
  options: Pick<IngestDeps, 'embeddingModel' | 'extract' | 'fetch' | 'putBackLimitSeconds'> & {
    maxUploadBytes?: number;
  } = {},
): Promise<DocumentApi> {
  const folder = await mkdtemp(join(tmpdir(), 'quarry-test-blobs-'));
  const blobs = await openBlobFolder(folder);
  const maxUploadBytes = options.maxUploadBytes ?? 50 * 1024 ** 2;
  const limits = { maxBytes: 2 * maxUploadBytes, maxDocumentBytes: maxUploadBytes };
  const uploads = await openUploads(join(folder, 'uploads'), limits);
  const logger = pino({ level: process.env['QUARRY_TEST_LOG'] ?? 'silent' });
  const opened: { jobs?: JobQueue; definitions?: ReturnType<typeof ingestJobs> } = {};
  const api = await openTestApi(async (app, { db }) => {
    const definitions = [
      ...ingestJobs({ ...options, db, blobs, usage: openUsage(db) }),
      ...documentJobs({ blobs }),
    ];
    const jobs = await openJobQueue(db, definitions, { logger });
    libraryRoutes(app, { db, onDelete: (tx, library) => cleanUpLibrary(tx, jobs, library) });
    sampleRoutes(app, { db, jobs, blobs, usage: openUsage(db) });
    documentRoutes(app, {
      db,
      jobs,
      blobs,
      usage: openUsage(db),
      embed: options.embeddingModel,
      maxUploadBytes,
      uploads,
    });
    await app.register(async api => uploadRoutes(api as HttpApp, { uploads, maxBytes: limits.maxBytes }));
    Object.assign(opened, { jobs, definitions });
  });
  const jobs = opened.jobs!;
  return {
    ...api,
    jobs,
    blobs,
    folder,
    work: ({ concurrency = 2 } = {}) =>
      startJobRunner(jobs, opened.definitions!, { concurrency, logger, graceMs: 3_000 }),
    [Symbol.asyncDispose]: async () => {
      await jobs[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Uploads bytes as a person's browser would. */
export async function upload(
  user: TestUser,
  libraryId: string,
  file: { name: string; bytes: Uint8Array | string; type?: string },
  fields: Record<string, string> = {},
): Promise<Reply> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([file.bytes as BlobPart], { type: file.type ?? 'text/plain' }), file.name);
  const encoded = new Response(form);
  return user.call('POST', `/libraries/${libraryId}/documents`, Buffer.from(await encoded.arrayBuffer()), {
    'content-type': encoded.headers.get('content-type')!,
  });
}

export interface SeenDocument {
  id: string;
  status: string;
  [field: string]: unknown;
}

/** Watches a document until `reached`, and gives what it then is. */
export async function waitForDocument(
  user: TestUser,
  id: string,
  reached: (document: SeenDocument) => boolean = document =>
    ['ready', 'failed', 'cancelled'].includes(document.status),
): Promise<SeenDocument> {
  for (;;) {
    const document = (await user.call('GET', `/documents/${id}`)).json<SeenDocument>();
    if (reached(document)) return document;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
