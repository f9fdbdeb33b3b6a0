import type { CompiledGroup } from '../definitions/compile-group.ts';
import { DAY_MS, sessionResolution } from '../definitions/windows.ts';
import { slotKey } from '../tiles/slot.ts';
import { emptyTile, mergeIntoTile } from '../tiles/tile.ts';
import type { Tile } from '../tiles/tile.ts';
import { tilesInWindow } from './merge-window.ts';
import type { TilesOfEntity } from './merge-window.ts';

export interface Sessions {
  all: readonly Tile[];
  /** The one that goes on at the moment of the answer; empty when none does. */
  current: Tile;
}

/** The sessions that reach into the last `lengthMs`, oldest first: runs of tiles without a silence that ends one. */
export function mergeSessions(
  compiled: CompiledGroup,
  tiles: TilesOfEntity,
  { lengthMs = DAY_MS, endMs, atMs }: { lengthMs?: number; endMs: number; atMs: number },
): Sessions {
  const { group, slots } = compiled;
  const [first, last] = timeSlotsOf(compiled);
  const all: Tile[] = [];
  for (const tile of tilesInWindow(compiled, tiles, {
    lengthMs,
    endMs,
    resolutionMs: sessionResolution(group),
  })) {
    const open = all.at(-1);
    const gap = open === undefined ? Infinity : Number(tile.partials[first]) - Number(open.partials[last]);
    if (gap > group.sessionGapMs!) all.push(emptyTile(slots));
    mergeIntoTile(all.at(-1)!, slots, tile);
  }
  const newest = all.at(-1);
  const goesOn = newest !== undefined && atMs - Number(newest.partials[last]) <= group.sessionGapMs!;
  return { all, current: goesOn ? newest : emptyTile(slots) };
}

function timeSlotsOf({ group, slotAt }: CompiledGroup): [number, number] {
  const field = group.eventTime;
  return [
    slotAt.get(slotKey({ operation: 'min', field }))!,
    slotAt.get(slotKey({ operation: 'max', field }))!,
  ];
}
