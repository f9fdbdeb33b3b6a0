import { z } from 'zod';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { principalOf } from '../principal.ts';
import { refuseForeignOrigin } from '../refuse-cross-site.ts';
import { createShare } from './create-share.ts';
import { openShare } from './open-share.ts';
import { listShareRows, revokeShareRow } from './queries.ts';
import type { ShareKind } from './share-kind.ts';
import { newShareSchema, presentShare, shareInput, shareSchema } from './share-schema.ts';

const DAY_MS = 86_400_000;

export interface ShareRoutesOptions {
  db: Database;
  /** What can be shared, each plugged in by its room. */
  kinds: readonly ShareKind[];
}

export function shareRoutes(app: HttpApp, options: ShareRoutesOptions): void {
  mountOwn(app, options);
  mountRevoke(app, options);
  mountOpen(app, options);
}

function mountOwn(app: HttpApp, { db, kinds }: ShareRoutesOptions): void {
  app.get(
    '/shares',
    {
      config: { permission: 'shares:read' },
      schema: {
        querystring: pageQuery.extend({ target_id: z.uuid().optional() }),
        response: { 200: pageSchema(shareSchema) },
      },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const page = agePageOf(request);
      const { target_id: targetId } = request.query;
      const rows = await withTransaction(db, { tenantId }, tx =>
        listShareRows(tx, { ...page, userId, targetId }),
      );
      return pageOf(request, rows, { limit: page.limit, present: presentShare });
    },
  );

  app.post(
    '/shares',
    {
      config: { permission: 'shares:write' },
      schema: { body: shareInput, response: { 201: newShareSchema } },
    },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const { conversation_id: conversationId, insight_id: insightId, expires_in_days: days } = request.body;
      const name = conversationId === undefined ? 'insight' : 'conversation';
      const kind = kinds.find(each => each.kind === name);
      if (kind === undefined) throw new NotFound(name);
      const targetId = (conversationId ?? insightId)!;
      const share = await createShare(db, { tenantId, userId, kind, targetId, ttlMs: days * DAY_MS });
      return reply.code(201).send({ ...presentShare(share), token: share.token });
    },
  );
}

function mountRevoke(app: HttpApp, { db }: ShareRoutesOptions): void {
  app.delete(
    '/shares/:share_id',
    {
      config: { permission: 'shares:write' },
      schema: {
        params: z.object({ share_id: pathId('link') }),
        description: 'Takes the link back: from now on it shows nothing.',
        response: { 200: shareSchema },
      },
    },
    async request => {
      const { tenantId, userId } = principalOf(request);
      const id = request.params.share_id;
      const row = await withTransaction(db, { tenantId }, tx => revokeShareRow(tx, { id, userId }));
      if (row === undefined) throw new NotFound('link');
      return presentShare(row);
    },
  );
}

function mountOpen(app: HttpApp, { db, kinds }: ShareRoutesOptions): void {
  const [first, ...others] = kinds.map(({ kind, schema }) =>
    z.object({ kind: z.literal(kind), title: z.string(), expires_at: z.string(), content: schema }),
  );
  app.post(
    '/shares/open',
    {
      config: { public: true, guessable: true },
      onRequest: refuseForeignOrigin,
      schema: {
        body: z.strictObject({ token: z.string().min(1).max(200) }),
        description: 'In the body rather than the address, so that no log holds the token.',
        response: { 200: z.union([first!, ...others]) },
      },
    },
    async (request, reply) => {
      const { kind, title, content, expiresAt } = await openShare(db, kinds, request.body.token);
      void reply.header('cache-control', 'no-store');
      return { kind, title, content, expires_at: expiresAt.toISOString() } as never;
    },
  );
}
