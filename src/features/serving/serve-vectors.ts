import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { createId } from '#kernel/ids.ts';
import type { GroupRegistry, ReadyGroup } from '../definitions/group-registry.ts';
import { OLDEST_ASOF_MS } from '../tiles/prune-tiles.ts';
import type { StoredPositions } from '../tiles/queries.ts';
import { readProgress, readTiles } from '../tiles/read-tiles.ts';
import type { FeatureVector, Moment } from './create-assembler.ts';
import { reachOf, wholeTiles } from './group-tiles.ts';
import { endOf } from './merge-window.ts';
import { insertServed } from './queries.ts';
import type { TileSource } from './tile-source.ts';
import { vectorToText } from './vector-text.ts';

export interface ServingDeps {
  db: Database;
  groups: GroupRegistry;
  tiles: TileSource;
}

export interface VectorRequest {
  tenantId: string;
  view: string;
  entities: readonly string[];
  /** What was known of the time before this second; left out: now. */
  asof?: Date;
  /** Keeps what was answered, for training sets. */
  isLogged?: boolean;
}

export interface ServedVectors {
  ready: ReadyGroup;
  moment: Moment;
  /** In the order of the entities. */
  vectors: FeatureVector[];
}

class TooLongAgo extends InvalidInput {
  constructor() {
    super('What was known that long ago is not kept ready.', {
      code: 'asof-too-old',
      nextStep: 'Ask for a training set with this moment as a label: it is computed from the log.',
    });
  }
}

/** Feature vectors of entities, assembled for this moment. @throws NotFound for the view, never for an entity; InvalidInput for moments of which no tiles are kept */
export async function serveVectors(deps: ServingDeps, request: VectorRequest): Promise<ServedVectors> {
  const { tenantId, entities, asof } = request;
  const ready = await deps.groups.get(tenantId, request.view);
  const atMs = (asof ?? systemClock.now()).getTime();
  if (systemClock.now().getTime() - atMs > OLDEST_ASOF_MS) throw new TooLongAgo();
  const moment = { atMs, endMs: endOf(atMs, asof === undefined) };
  if (request.isLogged === true) return await serveLogged(deps, { tenantId, ready, entities, moment });
  const { compiled, assemble } = ready;
  const tiles = await deps.tiles.read({ tenantId, compiled, entities, endMs: moment.endMs });
  return { ready, moment, vectors: tiles.map(each => assemble(each, moment)) };
}

/** What is logged is read past any cache, with the positions that it was computed up to. */
function serveLogged(
  { db }: ServingDeps,
  given: { tenantId: string; ready: ReadyGroup; entities: readonly string[]; moment: Moment },
): Promise<ServedVectors> {
  const { tenantId, ready, entities, moment } = given;
  const { compiled, assemble } = ready;
  const range = { entities, fromMs: moment.endMs - reachOf(compiled), toMs: moment.endMs };
  const scope = { tenantId, ...compiled.group };
  return withTransaction(db, { tenantId }, async tx => {
    for (;;) {
      const before = await readProgress(tx, compiled.group);
      const stored = await readTiles(tx, scope, range);
      const after = await readProgress(tx, compiled.group);
      // Each statement sees what is committed when it begins: what was written between the two belongs to neither.
      if (!isSame(before?.positions, after?.positions)) continue;
      const vectors = wholeTiles(compiled, entities, stored).map(each => assemble(each, moment));
      const rows = vectors.map((vector, at) => ({
        id: createId(),
        entity: entities[at]!,
        vector: vectorToText(vector),
      }));
      await insertServed(tx, { ...scope, ...moment, positions: after?.positions ?? {}, rows });
      return { ready, moment, vectors };
    }
  });
}

const isSame = (a: StoredPositions | undefined, b: StoredPositions | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);
