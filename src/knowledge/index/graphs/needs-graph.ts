import type { Store } from '#kernel/db/database.ts';
import { HNSW_EF_CONSTRUCTION, HNSW_M } from '../retrieval-settings.ts';
import type { IndexSettings } from '../retrieval-settings.ts';

/** Up to here comparing each vector takes about a millisecond. */
export const MAX_EXACT_ROWS = 2_000;
/** Up to here signatures take about 10 ms; beyond, a graph is worth its upkeep. */
export const MAX_SIGNATURE_ROWS = 50_000;

/** What pgvector builds a graph of: half precision, or in PGlite single precision. */
const MAX_DIMENSIONS: Record<Store, number> = { postgres: 4_000, pglite: 2_000 };

export interface GraphShape {
  m: number;
  efConstruction: number;
}

/** The graph that a set of vectors should have; undefined when comparing without one is as good. */
export function wantedGraph(
  set: { rows: number; dimensions: number; settings: IndexSettings },
  store: Store,
): GraphShape | undefined {
  const { rows, dimensions, settings } = set;
  if (dimensions > MAX_DIMENSIONS[store] || rows <= MAX_EXACT_ROWS) return undefined;
  if (settings.kind === 'hnsw') return { m: settings.m, efConstruction: settings.ef_construction };
  if (settings.kind === 'exact' || rows <= MAX_SIGNATURE_ROWS) return undefined;
  return { m: HNSW_M, efConstruction: HNSW_EF_CONSTRUCTION };
}
