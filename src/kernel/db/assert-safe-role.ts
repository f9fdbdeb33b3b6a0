import type pg from 'pg';
import { AppError } from '../errors/app-error.ts';

export class UnsafeRole extends AppError {
  constructor(role: string, reason: string) {
    super(
      `Quarry will not work as the database role “${role}”: it ${reason}, so tenants would not be separated.`,
      {
        code: 'unsafe-role',
        status: 503,
        nextStep:
          'Put the owner into DATABASE_OWNER_URL, name a plain role in DATABASE_URL, and run `quarry migrate`: it creates that role.',
      },
    );
  }
}

interface RoleFacts {
  role: string;
  superuser: boolean;
  bypasses: boolean;
  owns: boolean;
  member: boolean;
}

/**
 * Row-level security does not bind superusers, BYPASSRLS roles or, without FORCE, owners.
 * @throws UnsafeRole when the connection's role is one of these or is not in quarry_app.
 */
export async function assertSafeRole(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<RoleFacts>(`
    select r.rolname as role, r.rolsuper as superuser, r.rolbypassrls as bypasses,
      exists (select from pg_tables where schemaname = 'public' and tableowner = r.rolname) as owns,
      pg_has_role(r.oid, 'quarry_app', 'member') as member
    from pg_roles r where r.rolname = session_user`);
  const facts = rows[0]!;
  if (facts.superuser) throw new UnsafeRole(facts.role, 'is a superuser');
  if (facts.bypasses) throw new UnsafeRole(facts.role, 'has BYPASSRLS');
  if (facts.owns) throw new UnsafeRole(facts.role, 'owns the tables');
  if (!facts.member) throw new UnsafeRole(facts.role, 'is not a member of quarry_app');
}
