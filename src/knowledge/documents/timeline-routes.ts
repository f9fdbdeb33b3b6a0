import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { getTimeline } from '#knowledge/timeline/get-timeline.ts';
import { listIngestJobs } from '#knowledge/timeline/list-ingest-jobs.ts';
import {
  jobSchema,
  presentAttempt,
  presentJob,
  timelineSchema,
} from '#knowledge/timeline/timeline-schema.ts';
import { getDocument } from './get-document.ts';

const read = { permission: 'documents:read' };

/** Where the time of a document went, and the jobs that wait, run or have given up. */
export function mountTimeline(app: HttpApp, deps: { db: Database; jobs: JobQueue }): void {
  app.get(
    '/documents/:document_id/timeline',
    {
      config: read,
      schema: {
        params: z.object({ document_id: pathId('document') }),
        response: { 200: timelineSchema },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const document = await getDocument(deps.db, { tenantId, id: request.params.document_id });
      const attempts = await getTimeline(deps.db, { tenantId, documentId: document.id });
      return {
        document_id: document.id,
        uploaded_at: document.created_at.toISOString(),
        attempts: attempts.map(presentAttempt),
      };
    },
  );

  app.get(
    '/jobs',
    {
      config: read,
      schema: {
        querystring: pageQuery.extend({ state: z.enum(['queued', 'running', 'dead']).default('queued') }),
        response: { 200: pageSchema(jobSchema) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const { limit, state } = request.query;
      const [before] = positionOf(request) ?? [];
      const rows = await listIngestJobs(deps, {
        tenantId,
        state,
        limit,
        before: before as string | undefined,
      });
      return pageOf(request, rows, { limit, positionOf: row => [row.id], present: presentJob });
    },
  );
}
