import { z } from 'zod';
import { principalOf } from '#auth/principal.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { agePageOf, pageQuery, pageSchema } from '#kernel/http/page.ts';
import { answerWithNew } from './answer-with-new.ts';
import { insightSchema, insightStatuses } from './insight-schema.ts';
import { kindIds } from './kinds/kinds.ts';
import { plainText } from './plain-text.ts';
import { pageOfInsights } from './page-of-insights.ts';
import { listInsightRows } from './queries.ts';
import type { InsightRoutesOptions } from './routes-options.ts';
import { startInsight } from './start-insight.ts';

/** A tag of BCP 47, whose name can be told to a model. */
function isLanguage(tag: string): boolean {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) !== undefined;
  } catch {
    return false;
  }
}

const insightInput = z
  .strictObject({
    kind: plainText(100).describe('One of `GET /insight-kinds`.'),
    document_ids: z.array(z.uuid()).max(200).default([]),
    library_ids: z
      .array(z.uuid())
      .max(50)
      .default([])
      .describe('Alone: all of their documents that are ready.'),
    instructions: plainText(2_000).optional(),
    language: z
      .string()
      .max(35)
      .refine(isLanguage, 'must be a language such as en or th')
      .optional()
      .describe('What it is written in; that of the documents otherwise. Quotations stay as they are.'),
  })
  .refine(input => input.document_ids.length + input.library_ids.length > 0, {
    path: ['document_ids'],
    message: 'name a document or a library at least',
  });

const filters = pageQuery.extend({
  kind: z.enum(kindIds).optional(),
  status: z.enum(insightStatuses).optional(),
  document_id: z.uuid().optional(),
});

/** All insights, and asking for a new one. */
export function mountInsights(app: HttpApp, options: InsightRoutesOptions): void {
  const { db } = options;
  app.post(
    '/insights',
    {
      config: { permission: 'insights:write' },
      schema: { body: insightInput, response: { 202: insightSchema } },
    },
    (request, reply) => {
      const { document_ids: documentIds, library_ids: libraryIds, ...asked } = request.body;
      return answerWithNew(request, reply, db, {
        body: request.body,
        status: 202,
        make: async maker => {
          await options.usage?.assertRoom(maker.tenantId);
          return (await startInsight(options, { ...asked, ...maker, documentIds, libraryIds })).id;
        },
      });
    },
  );

  app.get(
    '/insights',
    {
      config: { permission: 'insights:read' },
      schema: { querystring: filters, response: { 200: pageSchema(insightSchema) } },
    },
    async request => {
      const { tenantId } = principalOf(request);
      const { kind, status, document_id: documentId } = request.query;
      const page = agePageOf(request);
      return withTransaction(db, { tenantId }, async tx => {
        const rows = await listInsightRows(tx, { ...page, kind, status, documentId });
        return pageOfInsights(request, { tx, tenantId, rows, limit: page.limit });
      });
    },
  );
}
