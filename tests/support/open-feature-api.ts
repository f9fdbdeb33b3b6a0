import { pino } from 'pino';
import { GroupRegistry } from '#features/definitions/group-registry.ts';
import { definitionRoutes } from '#features/definitions/routes.ts';
import { eventRoutes } from '#features/events/routes.ts';
import { fetchEmbedded, openSchemaCache } from '#features/schemas/load-writers.ts';
import { openTableSource } from '#features/serving/open-table-source.ts';
import { servingRoutes } from '#features/serving/routes.ts';
import { startStreams } from '#features/tiles/start-streams.ts';
import { trainingRoutes } from '#features/training/routes.ts';
import { openTestApi } from './open-test-api.ts';
import type { TestApi, TestUser } from './open-test-api.ts';

export interface FeatureApi extends TestApi {
  /** Starts computing; without it, events only wait. */
  stream(): Promise<AsyncDisposable>;
}

/** The API with events, definitions and features on a store of its own. */
export async function openFeatureApi(): Promise<FeatureApi> {
  const opened: { stream?: FeatureApi['stream'] } = {};
  const api = await openTestApi((app, { db }) => {
    const tiles = openTableSource(db);
    const loadWriters = openSchemaCache(fetchEmbedded(db));
    const deps = { db, groups: new GroupRegistry(db), tiles, loadWriters };
    for (const mount of [definitionRoutes, eventRoutes, servingRoutes, trainingRoutes]) mount(app, deps);
    const logger = pino({ level: process.env['QUARRY_TEST_LOG'] ?? 'silent' });
    opened.stream = () => startStreams({ db, logger, loadWriters, onTiles: tiles.onTiles });
  });
  return { ...api, stream: opened.stream! };
}

export interface SeenGroup {
  name: string;
  version: number;
  state: string;
  lag_events: number;
  processed: number;
  duplicate: number;
  late: number;
  dead: number;
}

/** Waits until every group of the tenant has read its topic to the end. */
export async function untilCaughtUp(user: TestUser): Promise<SeenGroup[]> {
  for (;;) {
    const { items } = (await user.call('GET', '/feature-groups')).json<{ items: SeenGroup[] }>();
    if (items.every(each => each.lag_events === 0)) return items;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
