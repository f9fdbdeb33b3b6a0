import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

export interface SlotOptions {
  key: string;
  holder: string;
  leaseMs: number;
}

export async function createSlots(db: Database, options: { key: string; limit: number }): Promise<void> {
  await sql`insert into permits (key, slot) select ${options.key}, generate_series(1, ${options.limit}::int)
    on conflict do nothing`.execute(db.kysely);
}

/** A slot is lent for seconds: nothing is lost with it that its lease would not end anyway, so nobody waits for the disk. */
const notForTheDisk = sql`set_config('synchronous_commit', 'off', true)`;

/** Takes a free slot up to `limit`; undefined when all are held. */
export async function takeSlot(
  db: Database,
  options: SlotOptions & { limit: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ slot: number }>`
    with free as materialized (
      select key, slot from permits
      where key = ${options.key} and slot <= ${options.limit} and (holder is null or expires_at < clock_timestamp())
      order by slot limit 1 for update skip locked)
    update permits p set holder = ${options.holder}, expires_at = clock_timestamp() + ${options.leaseMs} * interval '1 ms'
    from free where p.key = free.key and p.slot = free.slot returning p.slot, ${notForTheDisk}`.execute(
    db.kysely,
  );
  return rows[0]?.slot;
}

/** False when the lease had ended and somebody else may hold the slot. */
export async function extendSlot(db: Database, options: SlotOptions & { slot: number }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update permits set expires_at = clock_timestamp() + ${options.leaseMs} * interval '1 ms'
    where key = ${options.key} and slot = ${options.slot} and holder = ${options.holder}`.execute(db.kysely);
  return numAffectedRows === 1n;
}

export async function freeSlot(
  db: Database,
  options: { key: string; slot: number; holder: string },
): Promise<void> {
  await sql`with freed as (
      update permits set holder = null, expires_at = null
      where key = ${options.key} and slot = ${options.slot} and holder = ${options.holder} returning key)
    select pg_notify('permit_freed', key), ${notForTheDisk} from freed`.execute(db.kysely);
}
