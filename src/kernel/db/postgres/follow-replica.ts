import type pg from 'pg';
import { systemClock } from '../../clock.ts';
import { assertSafeRole } from '../assert-safe-role.ts';

export interface ReplicaOptions {
  primary: pg.Pool;
  replica: pg.Pool;
  /** A replica that may lack what was committed longer ago is not read from. */
  maxStalenessMs: number;
}

const PROBE_EVERY_MS = 500;
/** More than these were never caught up with: the oldest is as good as the newest. */
const MAX_MARKS = 100;

interface Mark {
  atMs: number;
  lsn: string;
}

/**
 * Knows until when a replica surely has everything: the primary's place in its log is noted again and again, and a
 * replica that has replayed a noted place has all that was committed by then. It needs neither clocks that agree
 * nor writes that go on, and it notices a replica whose connection to the primary broke.
 */
export class ReplicaWatch implements Disposable {
  readonly #options: ReplicaOptions;
  #marks: Mark[] = [];
  #completeAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #isSafe = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
    void this.#repeat();
  }

  get isFresh(): boolean {
    return this.stalenessMs <= this.#options.maxStalenessMs;
  }

  /** At most this old is what the replica shows; infinite while nothing is known. */
  get stalenessMs(): number {
    return systemClock.elapsedMs() - this.#completeAtMs;
  }

  /** One look at both. */
  async probe(): Promise<void> {
    const [outcome] = await Promise.allSettled([this.#look()]);
    // Whatever does not answer is not read from until it does.
    if (outcome.status === 'rejected') this.#completeAtMs = Number.NEGATIVE_INFINITY;
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #repeat(): Promise<void> {
    await this.probe();
    if (!this.#closed) this.#timer = setTimeout(() => void this.#repeat(), PROBE_EVERY_MS).unref();
  }

  async #look(): Promise<void> {
    const { primary, replica } = this.#options;
    const atMs = systemClock.elapsedMs();
    this.#marks.push({ atMs, lsn: await readPlace(primary, 'pg_current_wal_lsn()') });
    this.#marks.splice(0, this.#marks.length - MAX_MARKS);
    if (!this.#isSafe) await assertSafeRole(replica);
    this.#isSafe = true;
    this.#reached(await readPlace(replica, 'pg_last_wal_replay_lsn()'));
  }

  #reached(place: string): void {
    const reached = this.#marks.filter(mark => toNumber(mark.lsn) <= toNumber(place));
    if (reached.length === 0) return;
    this.#completeAtMs = reached.at(-1)!.atMs;
    this.#marks = this.#marks.slice(reached.length);
  }
}

async function readPlace(pool: pg.Pool, place: string): Promise<string> {
  const { rows } = await pool.query<{ lsn: string | null }>(`select ${place}::text as lsn`);
  // Null: a server that replays nothing is no replica.
  if (typeof rows[0]?.lsn !== 'string') throw new TypeError('not a replica');
  return rows[0].lsn;
}

/** `16/B374D848`: the high and the low half, in hexadecimal. */
function toNumber(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
