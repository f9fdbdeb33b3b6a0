import type { Context } from '#app/context.ts';
import type { Store } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { openTarget } from './open-target.ts';
import type { Target } from './open-target.ts';
import { probeOwner } from './probe-owner.ts';
import { probeRoutes } from './probe-routes.ts';
import type { Findings } from './probe-routes.ts';
import { probeTables } from './probe-tables.ts';
import { compareSnapshots, findMarker, takeSnapshot } from './snapshot.ts';
import { createTenancy } from './tenancy.ts';

/** A leak made on purpose, to see that it is found. */
export interface Plant {
  routes?: (app: HttpApp, context: Context) => void;
  tables?: (target: Target) => Promise<void>;
}

/** Two tenants on one store: whatever one may send, it learns and changes nothing of the other. */
export async function probeIsolation(store: Store, plant: Plant = {}): Promise<Findings> {
  await using target = await openTarget(store, plant.routes);
  await plant.tables?.(target);
  const [caller, victim] = [await createTenancy(target, 'caller'), await createTenancy(target, 'victim')];
  const before = await takeSnapshot(target, victim);
  const tables = await probeTables(target, caller, victim);
  const routes = await probeRoutes(target, caller, victim);
  const after = await takeSnapshot(target, victim);
  const marks = findMarker(await takeSnapshot(target, caller), victim.marker);
  const owner = await probeOwner(target, victim);
  return {
    probes: tables.probes + routes.probes + owner.probes,
    leaks: [...tables.leaks, ...routes.leaks, ...compareSnapshots(before, after), ...marks, ...owner.leaks],
  };
}
