import type { CompiledGroup } from '../definitions/compile-group.ts';
import type { TilesOfEntity } from './merge-window.ts';

export interface TileQuery {
  tenantId: string;
  compiled: CompiledGroup;
  entities: readonly string[];
  /** Of the moment that the answer is about: tiles of the day and a bit before it are given. */
  endMs: number;
}

/** Where answers get their tiles from. */
export interface TileSource {
  /** In the order of the entities; an entity that nothing is known of has no tiles. */
  read(query: TileQuery): Promise<TilesOfEntity[]>;
}
