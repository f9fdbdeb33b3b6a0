import type { Database } from '#kernel/db/database.ts';
import { vacuumTables } from '#kernel/db/pglite/vacuum-tables.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { pruneAudit } from '#auth/audit/prune-audit.ts';
import { indexHistories } from '#chat/conversations/history/index-history.ts';
import { emptyConversationTrash } from '#chat/conversations/trash/empty-conversation-trash.ts';
import { endStaleRuns } from '#chat/runs/end-stale-runs.ts';
import { pruneClaims } from '#kernel/idempotency/prune-claims.ts';
import { pruneHolds, sweepHolds } from '#usage/holds/sweep-holds.ts';
import { insightDuties, insightJobs } from '#insights/jobs.ts';
import { documentJobs } from '#knowledge/documents/jobs.ts';
import { emptyDocumentTrash } from '#knowledge/documents/trash/empty-document-trash.ts';
import { sweepOrphanBlobs } from '#knowledge/documents/sweep-orphan-blobs.ts';
import { featureDuties } from '#features/jobs.ts';
import { makeList } from '#knowledge/fetch/address-rules.ts';
import { findGraphsToGrow } from '#knowledge/index/graphs/find-graphs-to-grow.ts';
import { findOutdatedLibraries } from '#knowledge/index/sets/find-outdated-libraries.ts';
import { indexJobs } from '#knowledge/index/jobs.ts';
import { ingestJobs } from '#knowledge/ingest/jobs.ts';
import { reviveStrandedDocuments } from '#knowledge/ingest/revive-stranded-documents.ts';
import { sweepUploads } from '#knowledge/uploads/sweep-uploads.ts';
import { transcriptDuties, transcriptJobs } from '#transcripts/jobs.ts';
import { deletionJobs } from './deletion/delete-workspace-job.ts';
import type { Context } from './context.ts';

/** What a worker does. */
export function jobDefinitions(context: Context): JobDefinition[] {
  const { config, jobsDb: db, blobs, embeddingModel, metrics, usage } = context;
  const limits = { ...config.extract, maxFileBytes: config.maxUploadBytes };
  return [
    ...ingestJobs({
      db,
      blobs,
      embeddingModel,
      usage,
      limits,
      ocrLanguages: config.ocr.languages,
      metrics,
      fetch: { ...config.fetch, allowed: makeList(config.fetch.allow) },
      concurrency: config.workerConcurrency,
    }),
    ...documentJobs({ blobs }),
    ...indexJobs({ db, embeddingModel, usage }),
    ...transcriptJobs(transcriptDeps(context)),
    ...deletionJobs({
      db,
      files: { blobs, imports: context.importBlobs, dataFolder: config.dataFolder },
      forgetOnline: context.features.forget,
    }),
    // Insights search, and searches take their turns for each database.
    ...insightJobs({
      db: context.db,
      usage,
      languageModel: context.languageModel,
      reader: context.insightReader,
    }),
  ];
}

const transcriptDeps = ({
  jobsDb: db,
  jobs,
  usage,
  importBlobs: blobs,
  sentimentEngines: engines,
}: Context) => ({
  db,
  jobs,
  usage,
  blobs,
  engines,
});

/** Upkeep of the rooms that every worker does beside its jobs. */
export function duties(context: Context): Duty[] {
  const { config, jobsDb: db, jobs, blobs, importBlobs, uploads, embeddingModel } = context;
  const ofStore = db.store === 'pglite' ? [vacuumDuty(db)] : [];
  return [
    ...ofStore,
    reviveStrandedDocuments({ db, jobs }),
    sweepOrphanBlobs({ db, blobs }),
    sweepUploads(uploads),
    findGraphsToGrow({ db, jobs }),
    ...featureDuties({ db, eventLogDays: config.eventLogDays }),
    ...insightDuties({ db }),
    ...transcriptDuties({ db, blobs: importBlobs }),
    ...(embeddingModel ? [findOutdatedLibraries({ db, jobs, model: embeddingModel.id })] : []),
    { name: 'sweep-holds', everyMs: 5_000, run: async () => void (await sweepHolds(db)) },
    { name: 'prune-holds', everyMs: 3_600_000, run: () => pruneHolds(db) },
    { name: 'prune-idempotency-keys', everyMs: 3_600_000, run: () => pruneClaims(db) },
    { name: 'prune-audit', everyMs: 3_600_000, run: () => pruneAudit(db, config.auditDays) },
    { name: 'index-histories', everyMs: 60_000, run: () => indexHistories(db) },
    { name: 'empty-trash', everyMs: 3_600_000, run: async () => void (await emptyConversationTrash(db)) },
    emptyDocumentTrash({ db, jobs }),
    { name: 'end-stale-runs', everyMs: 5_000, run: async () => void (await endStaleRuns(db)) },
  ];
}

/** PostgreSQL vacuums itself; the embedded database has nobody else to do it. */
function vacuumDuty(db: Database): Duty {
  return { name: 'vacuum-tables', everyMs: 60_000, run: async () => void (await vacuumTables(db)) };
}
