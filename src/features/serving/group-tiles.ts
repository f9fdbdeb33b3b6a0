import { DAY_MS } from '../definitions/windows.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import type { StoredTile, TilesRead } from '../tiles/queries.ts';
import { rebuildCoarse } from '../tiles/rebuild-coarse.ts';
import { partialsFromText } from '../tiles/tile.ts';
import type { Tile } from '../tiles/tile.ts';
import type { TilesOfEntity } from './merge-window.ts';

/** The longest window and the tile that it begins in. */
export const reachOf = ({ resolutions }: CompiledGroup): number => DAY_MS + resolutions.at(-1)!;

/** An entity without tiles. */
export const noTiles = ({ resolutions }: CompiledGroup): Map<number, Tile>[] =>
  resolutions.map(() => new Map());

/** Stored tiles as the assembler reads them, in the order of the entities. */
export function groupTiles(
  compiled: CompiledGroup,
  entities: readonly string[],
  stored: readonly StoredTile[],
): Map<number, Tile>[][] {
  const byEntity = new Map(entities.map(entity => [entity, noTiles(compiled)]));
  for (const { entity, resolutionMs, start, n, partials } of stored)
    byEntity.get(entity)?.[compiled.resolutions.indexOf(resolutionMs)]?.set(start, {
      n,
      partials: partialsFromText(compiled.slots, partials),
    });
  return entities.map(entity => byEntity.get(entity)!);
}

/** The same of tiles whose coarse ones may be behind: these are made again of the finer ones. */
export function wholeTiles(
  compiled: CompiledGroup,
  entities: readonly string[],
  { tiles, settledMs }: TilesRead,
): TilesOfEntity[] {
  const grouped = groupTiles(compiled, entities, tiles);
  if (settledMs !== null) for (const each of grouped) rebuildCoarse(compiled, each, settledMs);
  return grouped;
}
