import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import type { FeatureVector } from './create-assembler.ts';
import { presentValue } from './present-value.ts';
import { serveVectors } from './serve-vectors.ts';
import type { ServedVectors, ServingDeps } from './serve-vectors.ts';

const read = { permission: 'features:read' };
const time = z.iso.datetime({ offset: true }).transform(value => new Date(value));
const entity = z.string().min(1).max(500);
const view = z.string().min(1).max(120).describe('A group, or `group@version`.');
const asof = time
  .optional()
  .describe('What was known of the time before this second; left out: everything up to now.');
const names = z.array(z.string().max(120)).max(500).optional().describe('Only these features.');

const vectorView = z.object({
  entity: z.string(),
  features: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const head = { view: z.string(), version: z.int(), at: z.string() };

export function servingRoutes(app: HttpApp, deps: ServingDeps): void {
  app.get(
    '/features/:view/:entity',
    {
      config: read,
      schema: {
        params: z.object({ view, entity }),
        querystring: z.object({
          asof,
          features: z.string().max(5000).optional().describe('Only these, separated by commas.'),
          log: z.stringbool().optional().describe('Keep the answer for training sets.'),
        }),
        response: { 200: vectorView.extend(head) },
      },
    },
    async request => {
      const { params, query } = request;
      const { tenantId } = principalOf(request);
      const served = await serveVectors(deps, {
        tenantId,
        view: params.view,
        entities: [params.entity],
        asof: query.asof,
        isLogged: query.log,
      });
      const chosen = query.features?.split(',');
      return { ...presentHead(served), ...presentVectors([params.entity], served, chosen)[0]! };
    },
  );
  mountBatch(app, deps);
}

function mountBatch(app: HttpApp, deps: ServingDeps): void {
  app.post(
    '/features/:view',
    {
      config: read,
      schema: {
        params: z.object({ view }),
        body: z.object({
          entities: z.array(entity).min(1).max(1000),
          asof,
          features: names,
          log: z.boolean().optional(),
        }),
        response: { 200: z.object({ ...head, vectors: z.array(vectorView) }) },
      },
    },
    async request => {
      const { entities, features, ...body } = request.body;
      const { tenantId } = principalOf(request);
      const given = { tenantId, view: request.params.view, entities: [...new Set(entities)] };
      const served = await serveVectors(deps, { ...given, asof: body.asof, isLogged: body.log });
      return { ...presentHead(served), vectors: presentVectors(given.entities, served, features) };
    },
  );
}

const presentHead = ({ ready: { compiled }, moment }: ServedVectors) => ({
  view: compiled.group.name,
  version: compiled.group.version,
  at: new Date(moment.atMs).toISOString(),
});

const presentVectors = (
  entities: readonly string[],
  { vectors }: ServedVectors,
  chosen: readonly string[] | undefined,
) => vectors.map((vector, at) => ({ entity: entities[at]!, features: presentFeatures(vector, chosen) }));

function presentFeatures(vector: FeatureVector, chosen: readonly string[] | undefined) {
  const wanted = chosen === undefined ? undefined : new Set(chosen);
  const fields = Object.entries(vector).filter(([name]) => wanted === undefined || wanted.has(name));
  return Object.fromEntries(fields.map(([name, value]) => [name, presentValue(value)]));
}
