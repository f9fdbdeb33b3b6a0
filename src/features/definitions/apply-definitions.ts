import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { StateConflict } from '#kernel/errors/common-errors.ts';
import { ensureTopic } from '../events/ensure-topic.ts';
import { checkDefinition } from './check-definition.ts';
import type { FeatureGroup } from './definition.ts';
import { planGroup } from './plan-definitions.ts';
import type { PlannedGroup } from './plan-definitions.ts';
import { insertGroup } from './queries.ts';

/**
 * Makes the groups that are new, with their topics, all or none; they are computed from the beginning of the log.
 * @throws InvalidInput, InvalidSchema, StateConflict for a version that exists with another definition
 */
export function applyDefinitions(
  db: Database,
  { tenantId, groups }: { tenantId: string; groups: readonly FeatureGroup[] },
): Promise<PlannedGroup[]> {
  for (const group of groups) checkDefinition(group);
  return withTransaction(db, { tenantId }, async tx => {
    const planned: PlannedGroup[] = [];
    for (const group of groups) {
      const plan = await planGroup(tx, group);
      if (plan.action === 'refused')
        throw new StateConflict(`${group.name}@${group.version}: ${plan.message}`);
      if (plan.action !== 'unchanged') {
        await ensureTopic(tx, { tenantId, name: group.topic });
        // Somebody else may have applied the same a moment ago.
        await insertGroup(tx, tenantId, group);
      }
      planned.push(plan);
    }
    return planned;
  });
}
