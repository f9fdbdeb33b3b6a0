import { z } from 'zod';
import type { ShareKind } from '#auth/shares/share-kind.ts';
import { presentSharedCitation, sharedCitationSchema } from '#chat/citations/shared-citation.ts';
import type { Database } from '#kernel/db/database.ts';
import { insightContentSchema } from './insight-schema.ts';
import { readInsight } from './read-insight.ts';

const schema = insightContentSchema
  .pick({ kind: true, status: true, label: true, layout: true, sections: true, outdated: true })
  .extend({ citations: z.array(sharedCitationSchema) })
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
    const shown = citations.map(presentSharedCitation);
    return { title, content: { kind, status, label, layout, sections, outdated, citations: shown } };
  },
});
