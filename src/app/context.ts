import path from 'node:path';
import { Providers } from '#ai/calls/providers.ts';
import type { LanguageModel } from '#ai/complete.ts';
import { createEmbeddingModel } from '#ai/create-embedding-model.ts';
import { createReranker } from '#ai/create-reranker.ts';
import type { Reranker } from '#ai/rerank.ts';
import { createLanguageModel } from '#ai/create-language-model.ts';
import type { EmbeddingModel } from '#ai/embed.ts';
import { openSentimentEngines } from '#ai/sentiment/open-sentiment-engines.ts';
import type { SentimentEngine } from '#ai/sentiment/sentiment.ts';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Config } from '#kernel/config/config.ts';
import type { Database } from '#kernel/db/database.ts';
import { openBackground } from '#kernel/db/open-database.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { openJobQueue } from '#kernel/jobs/open-job-queue.ts';
import { createLogger } from '#kernel/telemetry/logger.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import { createMetrics } from '#kernel/telemetry/metrics.ts';
import type { Metrics } from '#kernel/telemetry/metrics.ts';
import { openReader } from '#insights/keyless/pool/open-reader.ts';
import type { Reader } from '#insights/keyless/pool/open-reader.ts';
import { openUsage } from '#usage/holds/open-usage.ts';
import type { Usage } from '#usage/holds/open-usage.ts';
import { openUploads } from '#knowledge/uploads/open-uploads.ts';
import type { Uploads } from '#knowledge/uploads/open-uploads.ts';
import { jobKinds } from './job-kinds.ts';
import { openBlobs } from './open-blobs.ts';
import { openFeatures } from './open-features.ts';
import type { Features } from './open-features.ts';
import { openStore } from './open-store.ts';
import { version } from './version.ts';

/** Everything a process works with, opened once and closed in reverse order. */
export interface Context extends AsyncDisposable {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  db: Database;
  /** The same by connections of its own, for jobs and duties: requests never wait for one that a job has. */
  jobsDb: Database;
  jobs: JobQueue;
  blobs: BlobStore;
  /** Files of conversations until they are imported. */
  importBlobs: BlobStore;
  /** Files that come in pieces, until something is made of them. */
  uploads: Uploads;
  /** By their ids. */
  sentimentEngines: ReadonlyMap<string, SentimentEngine>;
  /** Reads passages for insights without a model, in threads. */
  insightReader: Reader;
  /** Live features of events. */
  features: Features;
  /** What the tenants may use and have used. */
  usage: Usage;
  /** Undefined: answers are quoted passages. */
  languageModel?: LanguageModel;
  /** Undefined: search is by keywords. */
  embeddingModel?: EmbeddingModel;
  /** Undefined: hits stay as they were ranked. */
  reranker?: Reranker;
}

/** Files of conversations are streamed to disk and from there into the database: they may be far larger than documents. */
export const MAX_IMPORT_BYTES = 16 * 1024 ** 3;

/** @throws FolderInUse, UnsafeRole, SchemaIsBehind, SchemaIsNewer: each says what to do. */
export async function createContext(config: Config): Promise<Context> {
  await using resources = new AsyncDisposableStack();
  const logger = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
  if (config.tracing) resources.use(await startTracing(config.tracing));
  const db = resources.use(await openStore(config));
  const { url, jobPoolSize: maxConnections } = config.database;
  const jobsDb = resources.use(openBackground(db, { url, maxConnections }));
  const blobs = await openBlobs(config, 'blobs');
  const importBlobs = await openBlobs(config, 'imports');
  const uploads = await openUploads(path.join(config.dataFolder, 'uploads'), {
    maxBytes: MAX_IMPORT_BYTES,
    maxDocumentBytes: config.maxUploadBytes,
  });
  const insightReader = resources.use(openReader());
  const features = resources.use(await openFeatures(db, config));
  const jobs = resources.use(await openJobQueue(db, jobKinds, { logger }));
  const metrics = createMetrics({ process: true });
  const { concurrency } = config.provider;
  const providers = resources.use(new Providers({ concurrency, db, logger, metrics }));
  const languageModel = resources.use(createLanguageModel(config, providers));
  const embeddingModel = resources.use(createEmbeddingModel(config, providers));
  const reranker = resources.use(createReranker(config));
  const sentiment = resources.use(openSentimentEngines(config.sentimentModel, languageModel));
  const opened = resources.move();
  return {
    config,
    logger,
    metrics,
    db,
    jobsDb,
    jobs,
    blobs,
    importBlobs,
    uploads,
    sentimentEngines: sentiment.engines,
    insightReader,
    features,
    usage: openUsage(db),
    languageModel,
    embeddingModel,
    reranker,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

// Loaded only where traces are collected.
async function startTracing(options: NonNullable<Config['tracing']>): Promise<AsyncDisposable> {
  const { openTracing } = await import('#kernel/telemetry/open-tracing.ts');
  return openTracing({ ...options, version });
}
