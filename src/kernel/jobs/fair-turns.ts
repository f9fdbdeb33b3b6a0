import { systemClock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { listLines } from './queries.ts';

/** A group with more jobs waiting than this has a long line. */
export const LONG_LINE = 100;
const LOOK_EVERY_MS = 1_000;
/** Every so many turns are for whoever is next, long line or not: nobody starves. */
const TURNS = 3;

/**
 * Whom to pass over in a turn. Jobs are numbered so that groups alternate (see `store.enqueue`); on top of that, groups
 * with a long line leave two turns of three to those without one. So the ten jobs of one group take hardly longer
 * beside the ten thousand of another, which lose little by it.
 */
export class FairTurns {
  readonly #db: Database;
  readonly #lines = new Map<string, { longGroups: string[]; seenAtMs: number }>();
  #turn = 0;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Groups whose jobs of this kind have to wait in this turn, unless nobody else takes it. */
  async passedOver(name: string): Promise<string[]> {
    const longGroups = await this.#longGroups(name);
    if (longGroups.length === 0) return [];
    this.#turn = (this.#turn + 1) % TURNS;
    return this.#turn === 0 ? [] : longGroups;
  }

  /** Whom the turn was left to has nothing more to run: until the next look nobody is passed over. */
  nobodyElse(name: string): void {
    const known = this.#lines.get(name);
    if (known !== undefined) known.longGroups = [];
  }

  async #longGroups(name: string): Promise<string[]> {
    const known = this.#lines.get(name);
    const nowMs = systemClock.elapsedMs();
    if (known !== undefined && nowMs - known.seenAtMs < LOOK_EVERY_MS) return known.longGroups;
    const lines = await listLines(this.#db, { name, upTo: LONG_LINE + 1 });
    const long = lines.filter(line => line.waiting > LONG_LINE).map(line => line.group);
    // Where all lines are long there is nobody to let pass.
    const longGroups = long.length < lines.length ? long : [];
    this.#lines.set(name, { longGroups, seenAtMs: nowMs });
    return longGroups;
  }
}
