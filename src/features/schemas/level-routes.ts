import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { compatibilities } from './compatibility.ts';
import type { Compatibility } from './compatibility.ts';
import { ensureRegistry, findRegistryLevel, findSubjectLevel, lockSubject, setLevel } from './queries.ts';
import { NoSuchSubject } from './registry-errors.ts';

const read = { permission: 'features:read', acceptsBasic: true } as const;
const write = { permission: 'features:write', acceptsBasic: true } as const;
const params = z.object({ subject: z.string().min(1).max(300) });
const body = z.looseObject({ compatibility: z.enum(compatibilities) });
const shown = z.object({ compatibilityLevel: z.enum(compatibilities) });
const taken = z.object({ compatibility: z.enum(compatibilities) });

/** How strictly versions of a subject must go with each other. */
export function levelRoutes(app: HttpApp, db: Database): void {
  app.get('/config', { config: read, schema: { response: { 200: shown } } }, async request => ({
    compatibilityLevel: await withTransaction(db, principalOf(request), tx => findRegistryLevel(tx)),
  }));

  app.put('/config', { config: write, schema: { body, response: { 200: taken } } }, async request => {
    const { compatibility } = request.body;
    await changeLevel(db, principalOf(request).tenantId, { level: compatibility });
    return { compatibility };
  });

  app.get(
    '/config/:subject',
    {
      config: read,
      schema: {
        params,
        querystring: z.object({ defaultToGlobal: z.stringbool().optional() }),
        response: { 200: shown },
      },
    },
    request =>
      withTransaction(db, principalOf(request), async tx => {
        const { subject } = request.params;
        const own = await findSubjectLevel(tx, subject);
        if (own === undefined && !request.query.defaultToGlobal) throw new NoSuchSubject(subject);
        return { compatibilityLevel: own ?? (await findRegistryLevel(tx)) };
      }),
  );

  app.put(
    '/config/:subject',
    { config: write, schema: { params, body, response: { 200: taken } } },
    async request => {
      const { compatibility: level } = request.body;
      await changeLevel(db, principalOf(request).tenantId, { ...request.params, level });
      return { compatibility: level };
    },
  );
}

function changeLevel(
  db: Database,
  tenantId: string,
  change: { subject?: string; level: Compatibility },
): Promise<void> {
  return withTransaction(db, { tenantId }, async tx => {
    await ensureRegistry(tx, tenantId);
    if (change.subject !== undefined) await lockSubject(tx, { tenantId, name: change.subject });
    await setLevel(tx, change);
  });
}
