import type { Database } from '#kernel/db/database.ts';
import { fetchExternal, openRegistryClient } from './fetch-external.ts';
import { fetchEmbedded, openSchemaCache } from './load-writers.ts';
import type { LoadSchemas } from './load-writers.ts';
import { registerSchema } from './schema-registry.ts';

export interface Schemas {
  loadWriters: LoadSchemas;
  /** Makes a schema the newest version of a subject, unless it is there; its id. @throws RegistryAway, IncompatibleSchema */
  register(tenantId: string, subject: string, text: string): Promise<number>;
}

/** The registry in the database, or the one at `registryUrl`, which all tenants then share. */
export function openSchemas(db: Database, registryUrl?: string): Schemas {
  if (registryUrl === undefined)
    return {
      loadWriters: openSchemaCache(fetchEmbedded(db)),
      register: (tenantId, subject, text) => registerSchema(db, { tenantId, subject, text }),
    };
  const ask = openRegistryClient(registryUrl);
  return {
    loadWriters: openSchemaCache(fetchExternal(registryUrl)),
    async register(_tenantId, subject, text) {
      const reply = await ask(`/subjects/${encodeURIComponent(subject)}/versions`, { schema: text });
      return (reply as { id: number }).id;
    },
  };
}
