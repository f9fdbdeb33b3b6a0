import type { SeenIds } from './hash-event-id.ts';
import type { Partial } from './partial.ts';
import type { Slot } from './slot.ts';
import { addToTile, emptyTile } from './tile.ts';
import type { Tile } from './tile.ts';
import type { Value } from './value.ts';

/** A tile in memory. Most of the finest ones hold one event: its partials are made when somebody asks for them. */
export class HeldTile implements Tile {
  n = 0;
  /** Changed since it was committed, and since it was written online. */
  isDirty = false;
  isFresh = false;
  /** Ids that were counted; only in tiles of the finest resolution, and only where events have ids. */
  seen?: SeenIds;
  #partials?: Partial[];
  #only?: readonly Value[];
  #onlyTime = 0;
  readonly #slots: readonly Slot[];

  constructor(slots: readonly Slot[], written?: Tile & { seen?: SeenIds }) {
    this.#slots = slots;
    if (written === undefined) return;
    this.n = written.n;
    this.#partials = written.partials;
    this.seen = written.seen;
  }

  get partials(): Partial[] {
    return (this.#partials ??= this.#make());
  }

  /** `inputs` must not be changed afterwards. */
  add(inputs: readonly Value[], time: number): void {
    if (this.n === 0) {
      this.n = 1;
      this.#only = inputs;
      this.#onlyTime = time;
    } else addToTile(this as Tile, this.#slots, inputs, time);
  }

  #make(): Partial[] {
    const tile = emptyTile(this.#slots);
    if (this.#only !== undefined) addToTile(tile, this.#slots, this.#only, this.#onlyTime);
    this.#only = undefined;
    return tile.partials;
  }
}
