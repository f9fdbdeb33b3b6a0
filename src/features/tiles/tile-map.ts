import type { CompiledGroup, EventRecord } from '../definitions/compile-group.ts';
import { FINEST_MS } from '../definitions/windows.ts';
import { addSeen } from './hash-event-id.ts';
import type { SeenIds } from './hash-event-id.ts';
import { HeldTile } from './held-tile.ts';
import type { Tile } from './tile.ts';

/** Of one entity: by start, for each of the group's resolutions. */
export type EntityTiles = Map<number, HeldTile>[];

export interface PlacedTile {
  entity: string;
  resolutionMs: number;
  start: number;
  tile: HeldTile;
}

export interface CountedEvent {
  entity: string;
  time: number;
  id?: string;
  event: EventRecord;
}

export const tileStart = (time: number, resolutionMs: number): number => time - (time % resolutionMs);

/** The tiles of one group that a process has in its memory. */
export class TileMap {
  readonly #compiled: CompiledGroup;
  readonly #entities = new Map<string, EntityTiles>();
  #dirty: PlacedTile[] = [];
  /** Coarse ones that changed and have not ended, by their end. */
  readonly #running = new Map<number, PlacedTile[]>();
  #settledMs = Number.NEGATIVE_INFINITY;
  /** Undefined: nobody asks for them. */
  #fresh?: PlacedTile[];

  /** `tellsFresh`: for whoever writes tiles to two places, to one of them more often. */
  constructor(compiled: CompiledGroup, { tellsFresh = false } = {}) {
    this.#compiled = compiled;
    if (tellsFresh) this.#fresh = [];
  }

  get(entity: string): EntityTiles | undefined {
    return this.#entities.get(entity);
  }

  has(entity: string, resolutionMs: number, start: number): boolean {
    const at = this.#compiled.resolutions.indexOf(resolutionMs);
    return this.#entities.get(entity)?.[at]?.has(start) ?? false;
  }

  /** A tile that was written by an earlier process. */
  put(entity: string, resolutionMs: number, start: number, tile: Tile & { seen?: SeenIds }): void {
    const at = this.#compiled.resolutions.indexOf(resolutionMs);
    this.#tilesOf(entity)[at]!.set(start, new HeldTile(this.#compiled.slots, tile));
  }

  /** False: this event was counted before. Every tile it falls into must be here already, if it was ever written. */
  add({ entity, time, id, event }: CountedEvent): boolean {
    const { resolutions } = this.#compiled;
    const tiles = this.#tilesOf(entity);
    const finest = this.#tileAt(tiles, entity, 0, tileStart(time, FINEST_MS));
    if (id !== undefined && !markSeen(finest, id)) return false;
    const inputs = this.#compiled.inputsOf(event);
    finest.add(inputs, time);
    for (let at = 1; at < resolutions.length; at++)
      this.#tileAt(tiles, entity, at, tileStart(time, resolutions[at]!)).add(inputs, time);
    return true;
  }

  /** A coarse tile that is more than what was written, and that is not here yet. */
  putChanged({ entity, resolutionMs, start }: Omit<PlacedTile, 'tile'>, written: Tile): void {
    const tile = new HeldTile(this.#compiled.slots, written);
    this.#tilesOf(entity)[this.#compiled.resolutions.indexOf(resolutionMs)]!.set(start, tile);
    tile.isDirty = true;
    this.#keepDirty({ entity, resolutionMs, start, tile });
  }

  /** No changed tile that ended by then is kept back; null: none is. */
  get settledMs(): number | null {
    return this.#running.size === 0 ? null : this.#settledMs;
  }

  /**
   * What changed since the last call; of coarse tiles only what ended by `endedMs`, and about `limit` of those at once: many end
   * together.
   */
  takeDirty({ endedMs = Number.POSITIVE_INFINITY, limit = Number.POSITIVE_INFINITY } = {}): PlacedTile[] {
    const taken = this.#dirty;
    this.#dirty = [];
    const ends = [...this.#running.keys()].filter(end => end <= endedMs).toSorted((a, b) => a - b);
    let [left, settledMs] = [limit, endedMs];
    for (const end of ends) {
      const running = this.#running.get(end)!;
      const ended = running.splice(Math.max(0, running.length - left));
      left -= ended.length;
      for (const each of ended) taken.push(each);
      if (running.length === 0) this.#running.delete(end);
      else settledMs = Math.min(settledMs, end - 1);
    }
    if (settledMs !== Infinity) this.#settledMs = Math.max(this.#settledMs, settledMs);
    for (const { tile } of taken) tile.isDirty = false;
    return taken;
  }

  /** What changed since the last call of this one. */
  takeFresh(): PlacedTile[] {
    const taken = this.#fresh ?? [];
    for (const { tile } of taken) tile.isFresh = false;
    if (this.#fresh !== undefined) this.#fresh = [];
    return taken;
  }

  /** Forgets clean tiles that ended before `ms`: nothing that is still counted falls into them. */
  forgetBefore(ms: number): void {
    const { resolutions } = this.#compiled;
    for (const [entity, tiles] of this.#entities) {
      tiles.forEach((ofSize, at) => {
        for (const [start, tile] of ofSize)
          if (start + resolutions[at]! <= ms && !tile.isDirty) ofSize.delete(start);
      });
      if (tiles.every(ofSize => ofSize.size === 0)) this.#entities.delete(entity);
    }
  }

  *entries(): Generator<PlacedTile> {
    for (const [entity, tiles] of this.#entities)
      for (const [at, ofSize] of tiles.entries())
        for (const [start, tile] of ofSize)
          yield { entity, resolutionMs: this.#compiled.resolutions[at]!, start, tile };
  }

  #tilesOf(entity: string): EntityTiles {
    let tiles = this.#entities.get(entity);
    if (tiles === undefined)
      this.#entities.set(entity, (tiles = this.#compiled.resolutions.map(() => new Map<number, HeldTile>())));
    return tiles;
  }

  #tileAt(tiles: EntityTiles, entity: string, at: number, start: number): HeldTile {
    let tile = tiles[at]!.get(start);
    if (tile === undefined) tiles[at]!.set(start, (tile = new HeldTile(this.#compiled.slots)));
    if (tile.isDirty && (this.#fresh === undefined || tile.isFresh)) return tile;
    const placed = { entity, resolutionMs: this.#compiled.resolutions[at]!, start, tile };
    if (!tile.isDirty) this.#keepDirty(placed);
    if (!tile.isFresh) this.#fresh?.push(placed);
    tile.isDirty = tile.isFresh = true;
    return tile;
  }

  #keepDirty(placed: PlacedTile): void {
    const end = placed.start + placed.resolutionMs;
    if (placed.resolutionMs === FINEST_MS || end <= this.#settledMs) return void this.#dirty.push(placed);
    const running = this.#running.get(end);
    if (running === undefined) this.#running.set(end, [placed]);
    else running.push(placed);
  }
}

/** False: it was there. */
function markSeen(tile: HeldTile, id: string): boolean {
  const seen = addSeen(tile.seen, id);
  if (seen === undefined) return false;
  tile.seen = seen;
  return true;
}
