import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { restartGroup } from '../tiles/restart-group.ts';
import { applyDefinitions } from './apply-definitions.ts';
import { definitionSchema } from './definition-schema.ts';
import { parseView } from './group-registry.ts';
import { loadDefinition } from './load-definition.ts';
import { planDefinitions } from './plan-definitions.ts';
import { deleteGroup, listGroupRows } from './queries.ts';
import { groupView, presentGroup } from './view-group.ts';

const read = { permission: 'features:read' };
const write = { permission: 'features:write' };
const params = z.object({ view: z.string().max(120) });
const definitions = z.object({ groups: z.array(definitionSchema).min(1).max(50) });
const planned = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      version: z.int(),
      action: z.enum(['create', 'new-version', 'unchanged', 'refused']),
      message: z.string(),
    }),
  ),
});

export function definitionRoutes(app: HttpApp, { db }: { db: Database }): void {
  for (const [verb, config, work] of [
    ['plan', read, planDefinitions],
    ['apply', write, applyDefinitions],
  ] as const)
    app.post(
      `/feature-groups/${verb}`,
      { config, schema: { body: definitions, response: { 200: planned } } },
      async request => {
        const { tenantId } = principalOf(request);
        return { groups: await work(db, { tenantId, groups: request.body.groups }) };
      },
    );
  mountGroups(app, db);
  mountDelete(app, db);
}

function mountGroups(app: HttpApp, db: Database): void {
  app.get(
    '/feature-groups',
    { config: read, schema: { response: { 200: z.object({ items: z.array(groupView) }) } } },
    async request => {
      const rows = await withTransaction(db, principalOf(request), tx => listGroupRows(tx));
      return { items: rows.map(presentGroup) };
    },
  );

  app.get(
    '/feature-groups/:view',
    {
      config: read,
      schema: {
        params,
        response: { 200: groupView.extend({ definition: z.record(z.string(), z.unknown()) }) },
      },
    },
    async request => {
      const key = parseView(request.params.view);
      return await withTransaction(db, principalOf(request), async tx => {
        const definition = await loadDefinition(tx, key);
        const rows = await listGroupRows(tx, key.name);
        const row = rows.find(each => each.version === definition.version);
        // Each statement sees its own moment: the version may go between the two.
        if (row === undefined) throw new NotFound('feature group');
        return { ...presentGroup(row), definition: { ...definition } };
      });
    },
  );

  app.post(
    '/feature-groups/:view/backfill',
    {
      config: write,
      schema: { params, response: { 202: z.object({ name: z.string(), version: z.int() }) } },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const { name, version } = await restartGroup(db, { tenantId, ...parseView(request.params.view) });
      return reply.code(202).send({ name, version });
    },
  );
}

function mountDelete(app: HttpApp, db: Database): void {
  app.delete(
    '/feature-groups/:view',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const { name, version } = parseView(request.params.view);
      // Of all versions at once nobody deletes by mistake.
      const isGone =
        version !== undefined &&
        (await withTransaction(db, principalOf(request), tx => deleteGroup(tx, { name, version })));
      if (!isGone) throw new NotFound('version of a feature group');
      return reply.code(204).send();
    },
  );
}
