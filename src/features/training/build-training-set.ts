import type { Database } from '#kernel/db/database.ts';
import type { ReadyGroup } from '../definitions/group-registry.ts';
import type { FeatureVector, Moment } from '../serving/create-assembler.ts';
import { noTiles, reachOf } from '../serving/group-tiles.ts';
import type { LoadWriters } from '../tiles/group-processor.ts';
import type { StoredPositions } from '../tiles/queries.ts';
import { TileMap } from '../tiles/tile-map.ts';
import { replayLog } from './replay-log.ts';
import type { ReplayedEvent } from './replay-log.ts';

/** A vector to be computed as it was, or would have been, at a moment. */
export interface WantedVector {
  entity: string;
  moment: Moment;
  /** Only what was read of the log up to here; undefined: all that is in it by now. */
  positions?: StoredPositions;
}

export interface TrainingDeps {
  db: Database;
  loadWriters: LoadWriters;
}

/**
 * Computes vectors from the log, through the judge, the tiles and the assembler that serving uses: none knows of an
 * event that happened at or after its end. In the order wanted.
 */
export async function buildTrainingSet(
  deps: TrainingDeps,
  { tenantId, ready, wanted }: { tenantId: string; ready: ReadyGroup; wanted: readonly WantedVector[] },
): Promise<FeatureVector[]> {
  const entities = new Set(wanted.map(each => each.entity));
  const events = await replayLog(deps, { tenantId, compiled: ready.compiled, entities });
  return wanted.map(each => computeVector(ready, each, events.get(each.entity) ?? []));
}

function computeVector(
  { compiled, assemble }: ReadyGroup,
  { entity, moment, positions }: WantedVector,
  events: readonly ReplayedEvent[],
): FeatureVector {
  const tiles = new TileMap(compiled);
  const fromMs = moment.endMs - reachOf(compiled);
  for (const event of events) {
    if (event.time < fromMs || event.time >= moment.endMs) continue;
    if (positions === undefined || event.offset < (positions[event.partition]?.[0] ?? 0)) tiles.add(event);
  }
  return assemble(tiles.get(entity) ?? noTiles(compiled), moment);
}
