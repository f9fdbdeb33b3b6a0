import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { pageOf, pageQuery, pageSchema, positionOf } from '#kernel/http/page.ts';
import { appendEvents } from './append-events.ts';
import { DEFAULT_PARTITIONS, ensureTopic } from './ensure-topic.ts';
import { NoSuchTopic } from './no-such-topic.ts';
import { findTopic, listRejectRows, listTopicRows } from './queries.ts';
import type { RejectRow } from './queries.ts';
import { eventContentTypes, parseEvents } from './parse-events.ts';
import { replayDeadLetters } from './replay-dead-letters.ts';

const read = { permission: 'features:read' };
const write = { permission: 'features:write' };
const MAX_BATCH_BYTES = 16 * 1024 ** 2;

const topicName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const params = z.object({ topic: z.string().max(100) });
const topicView = z.object({
  name: z.string(),
  partitions: z.int(),
  events: z.int(),
  created_at: z.string(),
});
const rejectView = z.object({
  partition: z.int(),
  offset: z.int(),
  group: z.string().nullable(),
  reason: z.string(),
  message: z.string(),
  value_base64: z.string().describe('The event as it came.'),
  created_at: z.string(),
  replayed_at: z.string().nullable(),
});

export function eventRoutes(app: HttpApp, { db }: { db: Database }): void {
  mountTopics(app, db);
  void app.register(async scoped => mountAppend(scoped as HttpApp, db));
  mountRejects(app, db);
}

function mountTopics(app: HttpApp, db: Database): void {
  app.get(
    '/topics',
    { config: read, schema: { response: { 200: z.object({ items: z.array(topicView) }) } } },
    async request => {
      const rows = await withTransaction(db, principalOf(request), listTopicRows);
      return { items: rows.map(row => ({ ...row, created_at: row.created_at.toISOString() })) };
    },
  );
  app.post(
    '/topics',
    {
      config: write,
      schema: {
        body: z.object({
          name: topicName,
          partitions: z.int().min(1).max(64).default(DEFAULT_PARTITIONS),
        }),
        response: { 201: z.object({ name: z.string(), partitions: z.int() }) },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const isNew = await withTransaction(db, { tenantId }, tx =>
        ensureTopic(tx, { tenantId, ...request.body }),
      );
      if (!isNew) throw new NameTaken('topic', request.body.name);
      return reply.code(201).send(request.body);
    },
  );
}

/** Apart from the others, because its body is read as bytes, whatever they are. */
function mountAppend(app: HttpApp, db: Database): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(eventContentTypes, { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/topics/:topic/events',
    {
      config: write,
      bodyLimit: MAX_BATCH_BYTES,
      schema: {
        params,
        querystring: z.object({ key: z.string().min(1).max(500).optional() }),
        response: {
          202: z.object({ accepted: z.int(), last: z.record(z.string(), z.int()) }),
        },
      },
    },
    async (request, reply) => {
      const { tenantId } = principalOf(request);
      const type = request.headers['content-type'] ?? '';
      const events = parseEvents(request.body as Buffer, { type, key: request.query.key });
      const { positions } = await appendEvents(db, { tenantId, topic: request.params.topic, events });
      const last: Record<string, number> = {};
      for (const { partition, offset } of positions) last[partition] = offset;
      return reply.code(202).send({ accepted: positions.length, last });
    },
  );
}

function mountRejects(app: HttpApp, db: Database): void {
  for (const [path, kind] of [
    ['dead-letters', 'dead'],
    ['late-events', 'late'],
  ] as const)
    app.get(
      `/topics/:topic/${path}`,
      { config: read, schema: { params, querystring: pageQuery, response: { 200: pageSchema(rejectView) } } },
      async request => {
        const { topic } = request.params;
        const { limit } = request.query;
        const [partition, offset] = positionOf(request) ?? [];
        const after =
          partition === undefined ? undefined : { partition: Number(partition), offset: Number(offset) };
        const rows = await withTransaction(db, principalOf(request), async tx => {
          if ((await findTopic(tx, topic)) === undefined) throw new NoSuchTopic();
          return await listRejectRows(tx, { topic, kind, limit: limit + 1, after });
        });
        return pageOf(request, rows, {
          limit,
          present: presentReject,
          positionOf: row => [String(row.partition), String(row.log_offset)],
        });
      },
    );

  app.post(
    '/topics/:topic/dead-letters/replay',
    { config: write, schema: { params, response: { 200: z.object({ replayed: z.int() }) } } },
    async request => {
      const { tenantId } = principalOf(request);
      return { replayed: await replayDeadLetters(db, { tenantId, topic: request.params.topic }) };
    },
  );
}

const presentReject = (row: RejectRow) => ({
  partition: row.partition,
  offset: row.log_offset,
  group: row.group_name === '' ? null : `${row.group_name}@${row.group_version}`,
  reason: row.reason,
  message: row.message,
  value_base64: row.value.toString('base64'),
  created_at: row.created_at.toISOString(),
  replayed_at: row.replayed_at?.toISOString() ?? null,
});
