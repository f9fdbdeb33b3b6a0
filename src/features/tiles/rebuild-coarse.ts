import type { CompiledGroup } from '../definitions/compile-group.ts';
import { emptyTile, mergeIntoTile } from './tile.ts';
import type { Tile } from './tile.ts';

/** Since when tiles of each resolution must be given to `rebuildCoarse`, finest first. */
export const rebuiltFrom = (resolutions: readonly number[], settledMs: number): number[] =>
  resolutions.map((_, at) => startOf(settledMs, resolutions[Math.min(at + 1, resolutions.length - 1)]!));

/**
 * Makes the coarse tiles of one entity that end later than `settledMs` again of finer ones, in place. The finest must be
 * whole; `tiles` by resolution and start. @returns those that the given ones lacked something of
 */
export function rebuildCoarse(
  { resolutions, slots }: Pick<CompiledGroup, 'resolutions' | 'slots'>,
  tiles: readonly Map<number, Tile>[],
  settledMs: number,
): { resolutionMs: number; start: number }[] {
  const grown: { resolutionMs: number; start: number }[] = [];
  for (let at = 1; at < resolutions.length; at++) {
    const resolutionMs = resolutions[at]!;
    const fromMs = startOf(settledMs, resolutionMs);
    const merged = new Map<number, Tile>();
    for (const [fineStart, fine] of tiles[at - 1]!) {
      if (fineStart < fromMs) continue;
      const start = startOf(fineStart, resolutionMs);
      let tile = merged.get(start);
      if (tile === undefined) merged.set(start, (tile = emptyTile(slots)));
      mergeIntoTile(tile, slots, fine);
    }
    for (const [start, tile] of merged) {
      // Tiles only grow: as many events are the same events. Of fewer, finer ones were deleted for their age.
      if ((tiles[at]!.get(start)?.n ?? 0) >= tile.n) continue;
      tiles[at]!.set(start, tile);
      grown.push({ resolutionMs, start });
    }
  }
  return grown;
}

const startOf = (ms: number, resolutionMs: number): number => ms - (ms % resolutionMs);
