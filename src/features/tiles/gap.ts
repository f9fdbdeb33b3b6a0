import type { Database } from '#kernel/db/database.ts';
import { systemClock } from '#kernel/clock.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { findTilesSince, listEntitiesSince } from './queries.ts';
import type { Hold } from './queries.ts';
import { rebuildCoarse, rebuiltFrom } from './rebuild-coarse.ts';
import { partialsFromText } from './tile.ts';
import type { Tile } from './tile.ts';
import type { TileMap } from './tile-map.ts';

interface GapOptions {
  db: Database;
  hold: Hold;
  compiled: CompiledGroup;
  tiles: TileMap;
  settledMs: number;
}

const PAGE_ENTITIES = 200;

/** What a holder that is gone kept back: coarse tiles, made again of finer ones and put into `tiles` to be written. */
export class Gap {
  /** Coarse tiles that end later may be behind in the table until the gap is closed. */
  readonly settledMs: number;
  readonly #options: GapOptions;
  readonly #closed = new Set<string>();
  #open: string[] | undefined;

  constructor(options: GapOptions) {
    this.#options = options;
    this.settledMs = options.settledMs;
  }

  /** Makes the tiles of these entities whole; to be awaited before their events are counted. */
  async close(entities: Iterable<string>): Promise<void> {
    const wanted = [...entities].filter(each => !this.#closed.has(each));
    for (let at = 0; at < wanted.length; at += PAGE_ENTITIES)
      await this.#closePage(wanted.slice(at, at + PAGE_ENTITIES));
  }

  /** Goes on with the others for so long, a page at least; true: nothing is left. */
  async goOn(longestMs: number): Promise<boolean> {
    const beganMs = systemClock.elapsedMs();
    this.#open ??= await this.#listOpen();
    do {
      await this.close(this.#open.splice(-PAGE_ENTITIES));
    } while (this.#open.length > 0 && systemClock.elapsedMs() - beganMs < longestMs);
    return this.#open.length === 0;
  }

  #listOpen(): Promise<string[]> {
    const { db, hold, compiled } = this.#options;
    const [finestMs] = compiled.resolutions;
    const fromMs = Math.min(...rebuiltFrom(compiled.resolutions, this.settledMs));
    return withTransaction(db, hold, tx => listEntitiesSince(tx, hold, { resolutionMs: finestMs!, fromMs }));
  }

  async #closePage(entities: readonly string[]): Promise<void> {
    const { db, hold, compiled, tiles } = this.#options;
    const { resolutions, slots } = compiled;
    const fromMs = rebuiltFrom(resolutions, this.settledMs);
    const found = await withTransaction(db, hold, tx =>
      findTilesSince(tx, hold, { entities, resolutions, fromMs }),
    );
    for (const [entity, stored] of Map.groupBy(found, each => each.entity)) {
      const byResolution = resolutions.map(() => new Map<number, Tile>());
      for (const { resolutionMs, start, n, partials } of stored)
        byResolution[resolutions.indexOf(resolutionMs)]!.set(start, {
          n,
          partials: partialsFromText(slots, partials),
        });
      for (const { resolutionMs, start } of rebuildCoarse(compiled, byResolution, this.settledMs))
        tiles.putChanged(
          { entity, resolutionMs, start },
          byResolution[resolutions.indexOf(resolutionMs)]!.get(start)!,
        );
    }
    for (const each of entities) this.#closed.add(each);
  }
}
