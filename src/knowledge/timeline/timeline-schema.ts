import { z } from 'zod';
import type { Spent } from './attempt-times.ts';
import type { IngestJob } from './list-ingest-jobs.ts';
import type { AttemptRow } from './queries.ts';

const failureSchema = z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() });

export const attemptSchema = z
  .object({
    number: z.int(),
    job_id: z.string(),
    outcome: z
      .enum(['ready', 'failed', 'put-back', 'handed-back', 'error', 'cancelled', 'lost'])
      .nullable()
      .describe(
        'Null while it runs. put-back: the provider asked for a pause. handed-back: its worker was stopped. error: it is tried again. lost: its worker died.',
      ),
    failure: failureSchema.nullable(),
    started_at: z.string(),
    ended_at: z.string().nullable(),
    run_ms: z.int().nullable(),
    pages: z
      .object({ from: z.int(), to: z.int() })
      .describe('How far the document was read, before and after.'),
    waited: z
      .object({
        queue_ms: z.int().describe('From the moment the job was due until a worker took it.'),
        permit_ms: z.int().describe('For the right to call the provider.'),
        connection_ms: z.int(),
        retry_sleep_ms: z.int().describe('Held back after failed calls.'),
      })
      .describe('Waiting, apart from work.'),
    worked: z
      .object({
        extraction_ms: z.int(),
        first_byte_ms: z.int().describe('The provider’s own work, mostly.'),
        body_ms: z.int(),
        indexing_ms: z.int(),
      })
      .describe('Stages overlap: together they may take longer than the run.'),
    calls: z.int().describe('Batches embedded.'),
    requests: z.int().describe('Requests sent for them, repeated ones included.'),
  })
  .meta({ id: 'DocumentAttempt' });

export const timelineSchema = z
  .object({ document_id: z.string(), uploaded_at: z.string(), attempts: z.array(attemptSchema) })
  .meta({ id: 'DocumentTimeline' });

export const jobSchema = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', 'dead']),
    document_id: z.string(),
    document_title: z.string().nullable().describe('Null when it was deleted meanwhile.'),
    document_status: z.string().nullable().describe('A dead job’s document may have been retried since.'),
    cause: failureSchema.nullable().describe('Why the last attempt failed.'),
    attempts: z.int(),
    created_at: z.string(),
    due_at: z.string().describe('Not before this will a worker take it.'),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
    timeline: z.array(attemptSchema),
  })
  .meta({ id: 'Job' });

type Failure = z.infer<typeof failureSchema>;

export function presentAttempt(row: AttemptRow): z.output<typeof attemptSchema> {
  const spent = row.spent as Partial<Spent>;
  const { ended_at: endedAt, started_at: startedAt } = row;
  return {
    number: row.attempt,
    job_id: row.job_id,
    outcome: row.outcome as z.output<typeof attemptSchema>['outcome'],
    failure: row.failure as Failure | null,
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    run_ms: endedAt === null ? null : endedAt.getTime() - startedAt.getTime(),
    pages: { from: row.pages_from, to: row.pages_to },
    waited: {
      queue_ms: row.queue_wait_ms,
      permit_ms: spent.permit_wait_ms ?? 0,
      connection_ms: spent.connection_wait_ms ?? 0,
      retry_sleep_ms: spent.retry_sleep_ms ?? 0,
    },
    worked: {
      extraction_ms: spent.extraction_ms ?? 0,
      first_byte_ms: spent.first_byte_ms ?? 0,
      body_ms: spent.body_ms ?? 0,
      indexing_ms: spent.indexing_ms ?? 0,
    },
    calls: spent.calls ?? 0,
    requests: spent.requests ?? 0,
  };
}

const GAVE_UP: Failure = {
  code: 'ingestion-failed',
  message: 'Something unexpected went wrong each time this document was read.',
  next_step: 'Retry it later; if it fails again, ask the operator to look into the log.',
};

export function presentJob(job: IngestJob): z.output<typeof jobSchema> {
  const { document, timeline } = job;
  const own = document?.job_id === job.id ? (document.failure as Failure | null) : null;
  const last = timeline.at(-1)?.failure as Failure | null | undefined;
  return {
    id: job.id,
    state: job.state,
    document_id: job.documentId,
    document_title: document?.title ?? null,
    document_status: document?.status ?? null,
    // What the job store noted is for the log: it may say more than its owner should read.
    cause: own ?? last ?? (job.state === 'dead' ? GAVE_UP : null),
    attempts: job.attempts,
    created_at: job.created_at.toISOString(),
    due_at: job.due_at.toISOString(),
    started_at: job.started_at?.toISOString() ?? null,
    ended_at: job.ended_at?.toISOString() ?? null,
    timeline: timeline.map(presentAttempt),
  };
}
