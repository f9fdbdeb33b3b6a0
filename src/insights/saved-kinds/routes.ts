import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { isUniqueViolation } from '#kernel/db/is-unique-violation.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken, NotFound, VersionMismatch } from '#kernel/errors/common-errors.ts';
import { requireIfMatch, sendVersioned } from '#kernel/http/etag.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { createId } from '#kernel/ids.ts';
import { exportFormats } from '../kinds/insight-kind.ts';
import { kindIds, kindOf, kinds } from '../kinds/kinds.ts';
import { plainText } from '../plain-text.ts';
import { deleteKind, findKind, insertKind, listKindRows, updateKind } from './queries.ts';
import type { SavedKindRow } from './queries.ts';

const read = { permission: 'insights:read' };
const write = { permission: 'insights:write' };
const params = z.object({ insight_kind_id: pathId('kind of insight') });
const name = plainText(100);
const instructions = plainText(2_000);

const kindSchema = z
  .object({
    id: z.string().describe('What `POST /insights` takes as `kind`.'),
    name: z.string(),
    base: z.string().describe('The built-in kind whose form it has; its own id where it is one.'),
    instructions: z.string().nullable(),
    keyless: z.boolean().describe('Whether it works without a language model.'),
    exports: z.array(z.enum(exportFormats)),
    /** Null for kinds that are built in. */
    version: z.int().nullable(),
  })
  .meta({ id: 'InsightKind' });

/** The kinds there are: those that are built in, and those that users saved. */
export function savedKindRoutes(app: HttpApp, { db }: { db: Database }): void {
  app.get(
    '/insight-kinds',
    { config: read, schema: { response: { 200: z.object({ items: z.array(kindSchema) }) } } },
    async request => {
      const rows = await withTransaction(db, principalOf(request), listKindRows);
      return { items: [...kinds.map(each => presentBuiltIn(each.id)), ...rows.map(present)] };
    },
  );
  mountSaving(app, db);
  mountChanging(app, db);
}

function mountSaving(app: HttpApp, db: Database): void {
  const body = z.strictObject({ name, base: z.enum(kindIds), instructions });
  app.post(
    '/insight-kinds',
    { config: write, schema: { body, response: { 201: kindSchema } } },
    async (request, reply) => {
      const { tenantId, userId } = principalOf(request);
      const row = await withTransaction(db, { tenantId }, tx =>
        insertKind(tx, { tenantId, userId, id: createId(), ...request.body }),
      );
      if (row === undefined) throw new NameTaken('kind of insight', request.body.name);
      return reply.code(201).send(present(row));
    },
  );
  app.delete(
    '/insight-kinds/:insight_kind_id',
    { config: write, schema: { params, response: { 204: z.undefined() } } },
    async (request, reply) => {
      const id = request.params.insight_kind_id;
      const isDeleted = await withTransaction(db, principalOf(request), tx => deleteKind(tx, id));
      if (!isDeleted) throw new NotFound('kind of insight');
      return reply.code(204).send();
    },
  );
}

function mountChanging(app: HttpApp, db: Database): void {
  const path = '/insight-kinds/:insight_kind_id';
  app.get(
    path,
    { config: read, schema: { params, response: { 200: kindSchema } } },
    async (request, reply) => {
      const id = request.params.insight_kind_id;
      const row = await withTransaction(db, principalOf(request), tx => findKind(tx, id));
      if (row === undefined) throw new NotFound('kind of insight');
      return sendVersioned(reply, { ...present(row), version: row.version });
    },
  );
  const body = z
    .strictObject({ name: name.optional(), instructions: instructions.optional() })
    .describe('What is left out stays as it is.');
  app.patch(
    path,
    { config: write, schema: { params, body, response: { 200: kindSchema } } },
    async (request, reply) => {
      const version = requireIfMatch(request);
      const id = request.params.insight_kind_id;
      const row = await changeKind(db, { ...principalOf(request), id, version, changes: request.body });
      if (row === undefined) throw new VersionMismatch('kind of insight');
      return sendVersioned(reply, { ...present(row), version: row.version });
    },
  );
}

interface KindChange {
  tenantId: string;
  id: string;
  version: number | undefined;
  changes: { name?: string; instructions?: string };
}

/** Undefined: it is of another version. @throws NotFound, NameTaken */
async function changeKind(db: Database, { tenantId, id, version, changes }: KindChange) {
  try {
    return await withTransaction(db, { tenantId }, async tx => {
      if ((await findKind(tx, id)) === undefined) throw new NotFound('kind of insight');
      return await updateKind(tx, id, { version, ...changes });
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new NameTaken('kind of insight', changes.name ?? '');
    throw error;
  }
}

type View = z.output<typeof kindSchema>;

function presentBuiltIn(id: string): View {
  const kind = kindOf(id);
  const { exports, keyless } = kind;
  return {
    id,
    name: kind.name,
    base: id,
    instructions: null,
    keyless: keyless !== null,
    exports: [...exports],
    version: null,
  };
}

const present = (row: SavedKindRow): View => ({
  ...presentBuiltIn(row.base),
  id: row.id,
  name: row.name,
  instructions: row.instructions,
  version: row.version,
});
