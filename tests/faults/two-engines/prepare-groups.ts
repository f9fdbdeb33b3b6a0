import { withTransaction } from '#kernel/db/with-transaction.ts';
import { applyDefinitions } from '#features/definitions/apply-definitions.ts';
import type { FeatureGroup } from '#features/definitions/definition.ts';
import { transactionsV1, transactionsV2 } from '#features/definitions/examples/card-payments.ts';
import { setEngine } from '#features/flink/queries.ts';
import type { RegistryApi } from './open-registry-api.ts';

/** One definition twice: the first version for the program itself, the second for Flink. */
export async function prepareGroups({ db, tenantId, register }: RegistryApi, group: FeatureGroup) {
  const { name, topic } = group;
  await applyDefinitions(db, { tenantId, groups: [{ ...group, version: 1 }] });
  await applyDefinitions(db, { tenantId, groups: [{ ...group, version: 2 }] });
  const byQuarry = { tenantId, name, topic, version: 1 };
  await withTransaction(db, { tenantId }, tx => setEngine(tx, { ...byQuarry, engine: 'kafka' }));
  const subject = `${topic}-value`;
  const schemaIds = [
    await register(subject, JSON.stringify(transactionsV1)),
    await register(subject, JSON.stringify(transactionsV2)),
  ] as const;
  return { byQuarry, byFlink: { ...byQuarry, version: 2 }, schemaIds };
}
