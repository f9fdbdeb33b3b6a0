import type { Database } from '#kernel/db/database.ts';
import { lookUps } from '#kernel/db/look-ups.ts';
import { readTogether } from '#kernel/db/read-together.ts';
import type { Ranked } from '../best-of.ts';
import type { FusedHit, RankedId } from '../fuse-ranks.ts';
import { fuseRanks } from '../fuse-ranks.ts';
import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { HitRow } from '../queries.ts';
import type { ChunkPlace } from '../score-postings.ts';
import { fusedPassagesQuery, placedIdsQuery } from './queries.ts';

interface RankedLists {
  tenantId: string;
  /** By words. */
  places: Ranked<ChunkPlace>[];
  /** By a vector, if there is one. */
  vector?: RankedId[];
  weights: FusionWeights;
  /** How many passages are read. */
  limit: number;
}

interface RankedPassages {
  keyword: RankedId[];
  best: FusedHit[];
  rows: HitRow[];
  /** False when a passage was replaced between ranking and reading. */
  complete: boolean;
}

/** What stands in the places, and the texts of the best of both lists: in one round trip. */
export async function readRanked(db: Database, lists: RankedLists): Promise<RankedPassages> {
  const { tenantId, vector, weights, limit } = lists;
  const places = lists.places.map(({ item }) => item);
  const ids = vector?.map(({ id }) => id) ?? [];
  if (places.length + ids.length === 0) return { keyword: [], best: [], rows: [], complete: true };
  const passages = { query: fusedPassagesQuery(tenantId, { places, ids, weights, limit }), prepared: true };
  const names = { query: placedIdsQuery(tenantId, places), prepared: true };
  const scope = { tenantId, settings: lookUps };
  // Of a single list the passages that are read are the whole of it, and name themselves.
  const [rows, named] = vector
    ? await readTogether(db, scope, [passages, names])
    : await readTogether(db, scope, [passages]);
  const placed = named ?? rows.map(row => ({ rank: row.word_rank!, id: row.chunk_id }));
  const keyword = placed
    .map(({ rank, id }) => ({ id, score: lists.places[rank - 1]!.score, rank }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ id, score }) => ({ id, score }));
  const best = fuseRanks({ keyword, vector }, weights).slice(0, limit);
  const complete = keyword.length === places.length && rows.length === best.length;
  return { keyword, best, rows, complete };
}
