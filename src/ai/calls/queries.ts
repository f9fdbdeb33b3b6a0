import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';

/** By the database's clock, as processes disagree about the time. */
export async function readGateClosedMs(db: Database, provider: string): Promise<number> {
  const { rows } = await sql<{ closed_ms: number }>`
    select (extract(epoch from closed_until - clock_timestamp()) * 1000)::float8 as closed_ms
    from provider_gates where provider = ${provider}`.execute(db.kysely);
  return rows[0]?.closed_ms ?? 0;
}

export async function closeGate(
  db: Database,
  { provider, closedMs }: { provider: string; closedMs: number },
): Promise<void> {
  await sql`insert into provider_gates (provider, closed_until)
    values (${provider}, clock_timestamp() + ${closedMs}::float8 * interval '1 ms')
    on conflict (provider) do update
    set closed_until = greatest(provider_gates.closed_until, excluded.closed_until)`.execute(db.kysely);
}
