import { z } from 'zod';
import type { ShareKind } from '#auth/shares/share-kind.ts';
import type { Database } from '#kernel/db/database.ts';
import { insightContentSchema } from './insight-schema.ts';
import { readInsight } from './read-insight.ts';

const schema = insightContentSchema
  .pick({ kind: true, status: true, label: true, layout: true, sections: true, outdated: true })
  .extend({
    citations: z.array(
      z.object({
        index: z.int(),
        document_title: z.string(),
        paged: z.boolean(),
        page_start: z.int().nullable(),
        page_end: z.int().nullable(),
        quote: z.string(),
      }),
    ),
  })
  .meta({ id: 'SharedInsight' });

/** An insight for whoever holds a link to it: its words and quotations, and no way to the documents themselves. */
export const shareInsight = (db: Database): ShareKind => ({
  kind: 'insight',
  schema,
  async read({ tenantId, id }) {
    const { title, kind, status, label, layout, sections, outdated, citations } = await readInsight(db, {
      tenantId,
      id,
    });
    const cited = citations.map(({ index, document_title, paged, page_start, page_end, quote }) => ({
      index,
      document_title,
      paged,
      page_start,
      page_end,
      quote,
    }));
    return { title, content: { kind, status, label, layout, sections, outdated, citations: cited } };
  },
});
