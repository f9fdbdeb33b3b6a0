import { z } from 'zod';
import { sentimentLabels } from '#ai/sentiment/sentiment.ts';
import { principalOf } from '#auth/principal.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { pathId } from '#kernel/http/path-id.ts';
import { getTranscript } from './get-transcript.ts';
import { balanceSpeakers, listTranscriptRows, listWorstTurns } from './queries.ts';
import { sumSentiment } from './sum-sentiment.ts';
import { presentSummary, presentTranscript, transcriptSummary, transcriptView } from './view-transcript.ts';

const read = { permission: 'transcripts:read' };
const params = z.object({ transcript_id: pathId('transcript') });
const time = z.iso.datetime({ offset: true }).transform(value => new Date(value));
const limit = z.coerce.number().int().min(1).max(200).default(20);

const filters = z.object({
  since: time.optional().describe('Began at this time or later.'),
  until: time.optional().describe('Began before this time.'),
  channel: z.string().min(1).max(100).optional(),
  sentiment: z.enum(sentimentLabels).optional(),
  q: z.string().trim().min(2).max(200).optional().describe('Part of what somebody says.'),
});

/** What is added up needs a span. */
const span = filters.extend({ since: time, until: time });

const groupSchema = z.object({
  key: z.string().nullable(),
  conversations: z.int(),
  positive: z.int(),
  neutral: z.int(),
  negative: z.int(),
  not_available: z.int(),
  unscored: z.int(),
  mean_score: z.number().nullable(),
});

const worstTurnSchema = z.object({
  transcript_id: z.string(),
  external_id: z.string(),
  channel: z.string().nullable(),
  started_at: z.string(),
  turn: z.int().describe('From 0.'),
  speaker: z.string(),
  text: z.string(),
  offset_ms: z.int().nullable(),
  score: z.number(),
});

const speakerSchema = z.object({
  speaker: z.string(),
  conversations: z.int(),
  turns: z.int(),
  characters: z.int(),
  share: z.number().describe('Of the characters of all speakers, 0 … 1.'),
});

export function timelineRoutes(app: HttpApp, { db }: { db: Database }): void {
  mountLists(app, db);
  mountSums(app, db);
}

function mountLists(app: HttpApp, db: Database): void {
  app.get(
    '/transcripts',
    {
      config: read,
      schema: {
        querystring: pageQuery.extend(filters.shape),
        response: { 200: pageSchema(transcriptSummary) },
      },
    },
    async request => {
      const page = agePageOf(request);
      const { tenantId } = principalOf(request);
      const rows = await withTransaction(db, { tenantId }, tx =>
        listTranscriptRows(tx, { ...request.query, ...page }),
      );
      return pageOf(request, rows, { limit: page.limit, present: presentSummary });
    },
  );

  app.get(
    '/transcripts/:transcript_id',
    { config: read, schema: { params, response: { 200: transcriptView } } },
    async request => {
      const { tenantId } = principalOf(request);
      return presentTranscript(await getTranscript(db, { tenantId, id: request.params.transcript_id }));
    },
  );
}

function mountSums(app: HttpApp, db: Database): void {
  const ask = <Row>(tenantId: string, work: (tx: Tx) => Promise<Row[]>): Promise<Row[]> =>
    withTransaction(db, { tenantId }, work);

  app.get(
    '/transcripts/sentiment',
    {
      config: read,
      schema: {
        querystring: span.extend({ by: z.enum(['day', 'hour', 'channel']).default('day') }),
        response: { 200: z.object({ items: z.array(groupSchema) }) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      return { items: await sumSentiment(db, { tenantId, ...request.query }) };
    },
  );

  app.get(
    '/transcripts/worst-turns',
    {
      config: read,
      schema: {
        querystring: span.extend({ limit }),
        response: { 200: z.object({ items: z.array(worstTurnSchema) }) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const rows = await ask(tenantId, tx => listWorstTurns(tx, request.query));
      return { items: rows.map(row => ({ ...row, started_at: row.started_at.toISOString() })) };
    },
  );

  app.get(
    '/transcripts/speakers',
    {
      config: read,
      schema: {
        querystring: span.extend({ limit }),
        response: { 200: z.object({ items: z.array(speakerSchema) }) },
      },
    },
    async request => {
      const { tenantId } = principalOf(request);
      return { items: await ask(tenantId, tx => balanceSpeakers(tx, request.query)) };
    },
  );
}
