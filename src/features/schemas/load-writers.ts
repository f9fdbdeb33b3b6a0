import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { parseSchema } from './parse-schema.ts';
import type { EventSchema } from './parse-schema.ts';
import { findTexts } from './queries.ts';
import type { SchemaText } from './queries.ts';

/** Asks a registry; ids that it does not know are left out. @throws RegistryAway when it does not answer */
export type FetchSchemas = (tenantId: string, ids: readonly number[]) => Promise<SchemaText[]>;

export type LoadSchemas = (
  tenantId: string,
  ids: readonly number[],
) => Promise<Pick<ReadonlyMap<number, EventSchema>, 'get'>>;

const MAX_KEPT = 10_000;

/** From the registry in the database. */
export const fetchEmbedded =
  (db: Database): FetchSchemas =>
  (tenantId, ids) =>
    withTransaction(db, { tenantId }, tx => findTexts(tx, ids));

/**
 * Parsed schemas by the ids that events begin with. An id always means the same schema, so what was found is kept; what was
 * not found is asked for again each time, as it may be registered meanwhile.
 */
export function openSchemaCache(fetchSchemas: FetchSchemas): LoadSchemas {
  const kept = new Map<string, EventSchema>();
  return async (tenantId, ids) => {
    const missing = ids.filter(id => !kept.has(`${tenantId}/${id}`));
    // PostgreSQL's integers end here, and no registry counts so far.
    const possible = missing.filter(id => id <= 0x7fff_ffff);
    if (possible.length > 0)
      for (const { id, text } of await fetchSchemas(tenantId, possible)) {
        if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!);
        kept.set(`${tenantId}/${id}`, parseSchema(text));
      }
    return new Map(
      ids.flatMap(id => {
        const schema = kept.get(`${tenantId}/${id}`);
        return schema ? [[id, schema] as const] : [];
      }),
    );
  };
}
