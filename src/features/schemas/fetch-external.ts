import type { FetchSchemas } from './load-writers.ts';
import type { SchemaText } from './queries.ts';
import { RegistryAway } from './registry-errors.ts';

const DEADLINE_MS = 10_000;

/**
 * From a registry that speaks Confluent's REST interface, at a URL that may hold a name and a password. All tenants read
 * from the same one.
 */
export function fetchExternal(registryUrl: string): FetchSchemas {
  const ask = openRegistryClient(registryUrl);
  return async (_tenantId, ids) => (await Promise.all(ids.map(id => fetchOne(ask, id)))).flat();
}

async function fetchOne(ask: AskRegistry, id: number): Promise<SchemaText[]> {
  const reply = await ask(`/schemas/ids/${id}`);
  if (reply === undefined) return [];
  const { schema } = reply as { schema: string };
  return [{ id, text: schema }];
}

/** Undefined: there is no such thing. @throws RegistryAway */
export type AskRegistry = (path: string, body?: object) => Promise<unknown>;

export function openRegistryClient(registryUrl: string): AskRegistry {
  const url = new URL(registryUrl);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const headers = {
    accept: 'application/vnd.schemaregistry.v1+json, application/json',
    'content-type': 'application/vnd.schemaregistry.v1+json',
    ...(credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
  const base = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
  return async (path, body) => {
    try {
      const response = await fetch(base + path, {
        method: body ? 'POST' : 'GET',
        headers,
        body: body && JSON.stringify(body),
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const text = await response.text();
      if (response.status === 404) return undefined;
      if (response.ok) return JSON.parse(text);
      throw new Error(`${response.status} ${text.slice(0, 500)}`);
    } catch (error) {
      throw new RegistryAway(error);
    }
  };
}
