import type { CompiledGroup } from '../definitions/compile-group.ts';
import { FINEST_MS } from '../definitions/windows.ts';
import { emptyTile, mergeIntoTile } from '../tiles/tile.ts';
import type { Tile } from '../tiles/tile.ts';

/** By start, for each of the group's resolutions, finest first. */
export type TilesOfEntity = readonly ReadonlyMap<number, Tile>[];

const floor = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;

/** Everything that happened in [endMs - lengthMs, endMs), its beginning moved back to where a tile of `at` begins. */
export function mergeWindow(
  compiled: CompiledGroup,
  tiles: TilesOfEntity,
  window: { lengthMs: number; resolutionMs: number; endMs: number },
): Tile {
  const merged = emptyTile(compiled.slots);
  for (const tile of tilesInWindow(compiled, tiles, window)) mergeIntoTile(merged, compiled.slots, tile);
  return merged;
}

/** The same in pieces: coarse tiles first, then finer ones up to the end. */
export function* tilesInWindow(
  { resolutions }: CompiledGroup,
  tiles: TilesOfEntity,
  { lengthMs, resolutionMs, endMs }: { lengthMs: number; resolutionMs: number; endMs: number },
): Generator<Tile> {
  let from = floor(endMs - lengthMs, resolutionMs);
  for (let at = resolutions.indexOf(resolutionMs); at >= 0; at--) {
    const to = floor(endMs, resolutions[at]!);
    yield* between(tiles[at]!, from, to, resolutions[at]!);
    from = Math.max(from, to);
  }
}

/** In the order of time. */
function* between(
  tiles: ReadonlyMap<number, Tile>,
  from: number,
  to: number,
  stepMs: number,
): Generator<Tile> {
  if (tiles.size * 4 < (to - from) / stepMs) {
    const starts = [...tiles.keys()].filter(start => start >= from && start < to);
    for (const start of starts.toSorted((a, b) => a - b)) yield tiles.get(start)!;
    return;
  }
  for (let start = from; start < to; start += stepMs) {
    const tile = tiles.get(start);
    if (tile !== undefined) yield tile;
  }
}

/** Where an answer ends: behind the running second when it is about now, before the second that `asof` names. */
export const endOf = (atMs: number, isLive: boolean): number =>
  floor(atMs, FINEST_MS) + (isLive ? FINEST_MS : 0);
