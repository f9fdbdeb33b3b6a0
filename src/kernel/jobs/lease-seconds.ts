import type { Database } from '../db/database.ts';
import type { JobKind } from './define-job.ts';

const EMBEDDED_LEASE_SECONDS = 60;

/**
 * A short lease lets another worker take over soon. The embedded store has no other worker, so nothing is gained by one,
 * and a machine that is busy for a while must not cost its only worker its jobs.
 */
export const leaseSecondsOf = (kind: JobKind, db: Database): number =>
  db.store === 'pglite' ? Math.max(EMBEDDED_LEASE_SECONDS, kind.leaseSeconds) : kind.leaseSeconds;
