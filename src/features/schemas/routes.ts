import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { sendProblem } from '#kernel/http/answer-problems.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sayConflict } from './compatibility.ts';
import { levelRoutes } from './level-routes.ts';
import { findTexts, listSubjectNames, listVersions } from './queries.ts';
import type { SubjectVersion } from './queries.ts';
import { confluentForm, NoSuchSchema } from './registry-errors.ts';
import {
  checkCompatibility,
  getVersion,
  listSubject,
  lookUpSchema,
  registerSchema,
} from './schema-registry.ts';

const read = { permission: 'features:read', acceptsBasic: true } as const;
const write = { permission: 'features:write', acceptsBasic: true } as const;
const subject = z.object({ subject: z.string().min(1).max(300) });
const version = subject.extend({ version: z.string().max(20) });
const sent = z.looseObject({ schema: z.string().max(1_000_000), schemaType: z.literal('AVRO').optional() });
const numbers = z.array(z.int());
const versionView = z.object({ subject: z.string(), version: z.int(), id: z.int(), schema: z.string() });

/** What clients of Confluent's registry (Kafka's, Flink's) need of it; mount it under a prefix of its own. */
export function registryRoutes(app: HttpApp, { db }: { db: Database }): void {
  // Another house's protocol, which its own documents describe.
  app.addHook('onRoute', route => {
    route.schema = { ...route.schema, hide: true };
  });
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, confluentForm));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new NotFound('path'), confluentForm),
  );
  for (const type of ['application/vnd.schemaregistry.v1+json', 'application/vnd.schemaregistry+json'])
    app.addContentTypeParser(type, { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  subjectRoutes(app, db);
  versionRoutes(app, db);
  schemaRoutes(app, db);
  compatibilityRoutes(app, db);
  levelRoutes(app, db);
}

function subjectRoutes(app: HttpApp, db: Database): void {
  app.get('/subjects', { config: read, schema: { response: { 200: z.array(z.string()) } } }, request =>
    withTransaction(db, principalOf(request), tx => listSubjectNames(tx)),
  );

  app.post(
    '/subjects/:subject',
    { config: read, schema: { params: subject, body: sent, response: { 200: versionView } } },
    async request => {
      const { tenantId } = principalOf(request);
      const { schema: text } = request.body;
      return presentVersion(await lookUpSchema(db, { tenantId, ...request.params, text }));
    },
  );
}

function versionRoutes(app: HttpApp, db: Database): void {
  app.get(
    '/subjects/:subject/versions',
    { config: read, schema: { params: subject, response: { 200: numbers } } },
    async request => {
      const versions = await withTransaction(db, principalOf(request), tx =>
        listSubject(tx, request.params.subject),
      );
      return versions.map(each => each.version);
    },
  );

  app.post(
    '/subjects/:subject/versions',
    { config: write, schema: { params: subject, body: sent, response: { 200: z.object({ id: z.int() }) } } },
    async request => {
      const { tenantId } = principalOf(request);
      return { id: await registerSchema(db, { tenantId, ...request.params, text: request.body.schema }) };
    },
  );

  app.get(
    '/subjects/:subject/versions/:version',
    { config: read, schema: { params: version, response: { 200: versionView } } },
    async request => {
      const { subject: name, version: wanted } = request.params;
      return presentVersion(
        await withTransaction(db, principalOf(request), tx => getVersion(tx, name, wanted)),
      );
    },
  );
}

function schemaRoutes(app: HttpApp, db: Database): void {
  const params = z.object({ id: z.coerce.number().int().min(0).max(0x7fff_ffff) });

  app.get(
    '/schemas/ids/:id',
    { config: read, schema: { params, response: { 200: z.object({ schema: z.string() }) } } },
    async request => {
      const [found] = await withTransaction(db, principalOf(request), tx =>
        findTexts(tx, [request.params.id]),
      );
      if (!found) throw new NoSuchSchema();
      return { schema: found.text };
    },
  );

  app.get(
    '/schemas/ids/:id/versions',
    {
      config: read,
      schema: { params, response: { 200: z.array(z.object({ subject: z.string(), version: z.int() })) } },
    },
    async request => {
      const { id: schemaId } = request.params;
      const found = await withTransaction(db, principalOf(request), tx => listVersions(tx, { schemaId }));
      if (found.length === 0) throw new NoSuchSchema();
      return found.map(each => ({ subject: each.subject, version: each.version }));
    },
  );
}

function compatibilityRoutes(app: HttpApp, db: Database): void {
  const answer = z.object({ is_compatible: z.boolean(), messages: z.array(z.string()) });
  const check = async (
    tenantId: string,
    { subject: name, version: wanted }: { subject: string; version?: string },
    text: string,
  ) => {
    const conflicts = await checkCompatibility(db, { tenantId, subject: name, text, version: wanted });
    return { is_compatible: conflicts.length === 0, messages: conflicts.map(sayConflict) };
  };

  app.post(
    '/compatibility/subjects/:subject/versions',
    { config: read, schema: { params: subject, body: sent, response: { 200: answer } } },
    request => check(principalOf(request).tenantId, request.params, request.body.schema),
  );

  app.post(
    '/compatibility/subjects/:subject/versions/:version',
    { config: read, schema: { params: version, body: sent, response: { 200: answer } } },
    request => check(principalOf(request).tenantId, request.params, request.body.schema),
  );
}

const presentVersion = ({ subject: name, version: number, id, text }: SubjectVersion) => ({
  subject: name,
  version: number,
  id,
  schema: text,
});
