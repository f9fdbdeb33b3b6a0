import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '#auth/principal.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { actOnce } from '#kernel/idempotency/act-once.ts';
import type { InsightView } from './insight-schema.ts';
import { viewInsight } from './read-insight.ts';

interface Maker {
  tenantId: string;
  userId: string;
  /** In the transaction that stores the insight. */
  onCommit: (tx: Tx, id: string) => Promise<void>;
}

interface NewInsightReply {
  body: unknown;
  status: number;
  /** Makes it and returns its id. */
  make: (maker: Maker) => Promise<string>;
}

/** Makes an insight once for an idempotency key, and answers with it. */
export function answerWithNew(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Database,
  { body, status, make }: NewInsightReply,
): Promise<InsightView> {
  const { tenantId, userId } = principalOf(request);
  void reply.code(status);
  return actOnce(request, reply, {
    db,
    tenantId,
    userId,
    body,
    act: async claim => {
      const onCommit = async (tx: Tx, id: string) => claim?.finish(tx, id);
      return viewInsight(db, { tenantId, id: await make({ tenantId, userId, onCommit }) });
    },
    replay: id => viewInsight(db, { tenantId, id: id! }),
  });
}
