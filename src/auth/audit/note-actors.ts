import type { FastifyRequest } from 'fastify';
import type { Database } from '#kernel/db/database.ts';
import { acting } from '#kernel/db/acting.ts';
import type { Actor } from '#kernel/db/acting.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { recordRead } from './record-read.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets the database know who acts, so that its triggers write the audit log in the transaction of the act. What a route
 * with `config.audits` hands out is recorded before it is handed out.
 */
export function noteActors(app: HttpApp, { db }: { db: Database }): void {
  app.addHook('preHandler', (request, _reply, done) => {
    if (READS.has(request.method)) return done();
    acting.run(actorOf(request), done);
  });
  app.addHook('preHandler', async request => {
    const { audits } = request.routeOptions.config;
    if (audits === undefined || request.tenantId === null) return;
    const [targetId = ''] = Object.values(request.params as Record<string, string>);
    await acting.run(actorOf(request), () =>
      recordRead(db, { tenantId: request.tenantId!, action: audits, targetId }),
    );
  });
}

function actorOf({ principal, ip, id }: FastifyRequest): Actor {
  return {
    user_id: principal?.userId,
    credential_kind: principal?.credential.kind,
    credential_id: principal?.credential.id,
    address: ip,
    request_id: id,
  };
}
