import { setTimeout as delay } from 'node:timers/promises';
import { Overloaded } from '../errors/common-errors.ts';
import { actorSetting } from './acting.ts';
import { noteConflict } from './conflicts.ts';
import type { Database, Tx } from './database.ts';
import { opening } from './eager-dialect.ts';
import type { Opening } from './eager-dialect.ts';
import { openingStatement } from './opening-statement.ts';

export interface TenantScope {
  tenantId: string;
  /** For this transaction, such as a planner's; later statements of it may count on them. */
  settings?: Record<string, string>;
}

/** `credentialHash`: rows that carry this secret's hash become visible, before it is known whose they are. */
export interface CredentialScope {
  credentialHash: Uint8Array;
}

/** May list tenants, and nothing else: for duties that then visit each tenant by itself. */
export interface MaintenanceScope {
  maintenance: true;
}

export type Scope = TenantScope | CredentialScope | MaintenanceScope;

const APPLICATION_ROLE = 'quarry_app';
const MAX_ATTEMPTS = 4;
const RETRYABLE = new Set(['40001', '40P01']);

/**
 * Runs `work` in one transaction that sees only what `scope` may see, as the role that owns nothing.
 * A serialization failure or deadlock repeats the whole of `work`, at most 4 times, with full jitter:
 * so `work` must touch nothing but the database.
 * @throws Overloaded when no connection is free in time.
 */
export function withTransaction<T>(db: Database, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  return repeatOnConflict(() => runOnce(db, scope, work));
}

/** Repeats a whole transaction that met a serialization failure or a deadlock. */
export async function repeatOnConflict<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact();
    } catch (error) {
      noteConflict(error);
      if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw asPublicError(error);
      await delay(Math.random() * 25 * 2 ** attempt);
    }
  }
}

function runOnce<T>(db: Database, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const begun: Opening = { statement: openingStatement(scopeSettings(scope)) };
  return opening.run(begun, () =>
    db.kysely.transaction().execute(async tx => {
      const [outcome] = await Promise.allSettled([work(tx)]);
      // What was done without its opening was refused, or saw nothing: neither says why.
      const failed = await begun.outcome;
      if (failed !== undefined) throw failed.failure;
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    }),
  );
}

/** What a transaction must be told before anything else. */
export function scopeSettings(scope: Scope): Record<string, string> {
  return {
    role: APPLICATION_ROLE,
    'app.tenant_id': 'tenantId' in scope ? scope.tenantId : '',
    'app.credential_hash': 'credentialHash' in scope ? Buffer.from(scope.credentialHash).toString('hex') : '',
    'app.maintenance': 'maintenance' in scope ? 'on' : '',
    ...actorSetting(),
    ...('settings' in scope ? scope.settings : undefined),
  };
}

/** True for failures that a repetition of the whole transaction may cure. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && RETRYABLE.has(String(error.code));
}

/** The same error, unless it says that no connection was free in time. */
export function asPublicError(error: unknown): unknown {
  // pg-pool says so only by its message.
  const waitedTooLong =
    error instanceof Error && /timeout exceeded when trying to connect/.test(error.message);
  return waitedTooLong
    ? new Overloaded('The database has no free connection right now.', { retryAfterSeconds: 1, cause: error })
    : error;
}
