import type { CompiledGroup } from '#features/definitions/compile-group.ts';
import type { LogEvent } from '#features/events/log-event.ts';
import type { Writers } from '#features/events/read-event.ts';
import { judgeBatch } from '#features/tiles/judge-batch.ts';
import type { Counts } from '#features/tiles/counts.ts';
import { partialsToText } from '#features/tiles/tile.ts';
import { TileMap } from '#features/tiles/tile-map.ts';

export interface Folded {
  /** `<entity> <resolution> <start>` to `<n> <partials>`. */
  tiles: Map<string, string>;
  counts: Counts;
}

/** The reference: every event of a log once, from its beginning to its end, in memory, without a store or a fault. */
export function foldOnce(
  compiled: CompiledGroup,
  events: readonly LogEvent[],
  writers: Writers = new Map(),
): Folded {
  const map = new TileMap(compiled);
  const { counted, counts } = judgeBatch(compiled, events, { positions: new Map(), writers });
  for (const each of counted) if (!map.add(each)) counts.duplicate++;
  return { tiles: textsOf(compiled, map), counts };
}

export function textsOf(compiled: CompiledGroup, map: TileMap): Map<string, string> {
  return new Map(
    [...map.entries()].map(({ entity, resolutionMs, start, tile }) => [
      `${entity} ${resolutionMs} ${start}`,
      `${tile.n} ${partialsToText(compiled.slots, tile.partials)}`,
    ]),
  );
}
