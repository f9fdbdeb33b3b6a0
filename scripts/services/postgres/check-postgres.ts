import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

/** Resolves to undefined when tests can work on this server, else to the reason why not. */
export async function checkPostgres(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number; vector: string | null; able: boolean }>(`
      select current_setting('server_version_num')::int as version,
        (select default_version from pg_available_extensions where name = 'vector') as vector,
        (select rolsuper or (rolcreatedb and rolcreaterole) from pg_roles where rolname = current_user) as able`);
    return judge(rows[0]!);
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    await client.end();
  }
}

export async function isReachable(url: string): Promise<boolean> {
  return (await checkPostgres(url)) === undefined;
}

/** Asks until the server answers or the time is up; resolves to the last reason, undefined when it answered. */
export async function waitForPostgres(url: string, timeoutMs: number): Promise<string | undefined> {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const reason = await checkPostgres(url);
    if (reason === undefined || performance.now() > endsAt) return reason;
    await delay(200);
  }
}

function judge(found: { version: number; vector: string | null; able: boolean }): string | undefined {
  if (found.version < 150_000)
    return `it is version ${Math.floor(found.version / 10_000)}, and 15 or newer is needed`;
  if (!found.vector) return 'the extension pgvector is not installed there';
  if (isOlderThan(found.vector, [0, 8])) return `it has pgvector ${found.vector}, and 0.8 or newer is needed`;
  if (!found.able) return 'the role may not create databases and roles there';
  return undefined;
}

/** Compares the first two numbers of a version like "0.8.1". */
export function isOlderThan(version: string, [major, minor]: [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number);
  return foundMajor < major || (foundMajor === major && foundMinor < minor);
}
