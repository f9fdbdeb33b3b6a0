import { systemClock } from '#kernel/clock.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import type { Principal } from './principal.ts';

/** How long at most a credential that was revoked elsewhere is still accepted in this process. */
const MAX_AGE_MS = 1_000;
const MAX_PRINCIPALS = 10_000;

interface Known {
  principal: Principal;
  endsAtMs: number;
}

/**
 * Who credentials spoke for within the last second, so that a program which sends many requests is not looked up for
 * each. What this process itself revokes or changes is forgotten at once; what another one does is noticed after a
 * second at the latest. Only those that were accepted are remembered, by the hash of their secret.
 */
export class RememberedPrincipals {
  static readonly #ofDatabase = new WeakMap<Database, RememberedPrincipals>();
  readonly #clock: Clock;
  #known = new Map<string, Known>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  static of(db: Database): RememberedPrincipals {
    const known = RememberedPrincipals.#ofDatabase.get(db) ?? new RememberedPrincipals();
    RememberedPrincipals.#ofDatabase.set(db, known);
    return known;
  }

  async find(
    secretHash: Buffer,
    lookUp: () => Promise<Principal | undefined>,
  ): Promise<Principal | undefined> {
    const key = secretHash.toString('base64');
    // The age counts from before the look, and what was forgotten meanwhile stays forgotten.
    const lookedAtMs = this.#clock.elapsedMs();
    const known = this.#known;
    const remembered = known.get(key);
    if (remembered && lookedAtMs < remembered.endsAtMs) return remembered.principal;
    const principal = await lookUp();
    known.delete(key);
    if (principal) known.set(key, { principal, endsAtMs: lookedAtMs + MAX_AGE_MS });
    // The first of the map is the one that was looked up the longest ago.
    if (known.size > MAX_PRINCIPALS) known.delete(known.keys().next().value!);
    return principal;
  }

  /** After whatever takes rights away has been committed. */
  forget(): void {
    this.#known = new Map();
  }
}
