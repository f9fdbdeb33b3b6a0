import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { refuseForeignOrigin } from '#auth/refuse-cross-site.ts';
import { hashSecret } from '#auth/secrets.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { Forbidden, NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { Context } from '../context.ts';
import { findDeletionByHash } from './queries.ts';
import { requestDeletion } from './request-deletion.ts';

const receipt = z.object({
  state: z.enum(['deleting', 'deleted']),
  requested_at: z.string(),
  finished_at: z.string().nullable(),
  counts: z.record(z.string(), z.int()).describe('What was deleted, by kind; grows until it is done.'),
});

/** The end of a workspace. */
export function deletionRoutes(app: HttpApp, context: Pick<Context, 'db' | 'jobs'>): void {
  app.post(
    '/workspace/deletion',
    {
      config: { permission: 'members:manage' },
      schema: {
        summary: 'Deletes the workspace with all that is in it, for ever',
        body: z.strictObject({
          name: z.string().max(200).describe('The name of the workspace, as a check.'),
        }),
        response: { 202: z.object({ receipt: z.string().describe('For /deletions/open; shown only now.') }) },
      },
    },
    async (request, reply) => {
      const { tenantId, role } = principalOf(request);
      if (role !== 'owner') throw new Forbidden('Only an owner deletes a workspace.');
      const secret = await requestDeletion(context, { tenantId, name: request.body.name });
      return reply.code(202).send({ receipt: secret });
    },
  );

  app.post(
    '/deletions/open',
    {
      config: { public: true, guessable: true },
      onRequest: refuseForeignOrigin,
      schema: {
        summary: 'How far a deletion is, and its receipt',
        body: z.strictObject({ receipt: z.string().min(1).max(200) }),
        response: { 200: receipt },
      },
    },
    async request => {
      const credentialHash = hashSecret(request.body.receipt);
      const row = await withTransaction(context.db, { credentialHash }, tx =>
        findDeletionByHash(tx, credentialHash),
      );
      if (row === undefined) throw new NotFound('deletion');
      return {
        state: row.finished_at === null ? ('deleting' as const) : ('deleted' as const),
        requested_at: row.requested_at.toISOString(),
        finished_at: row.finished_at?.toISOString() ?? null,
        counts: row.counts,
      };
    },
  );
}
