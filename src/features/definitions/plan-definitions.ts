import { isDeepStrictEqual } from 'node:util';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { checkDefinition } from './check-definition.ts';
import type { FeatureGroup } from './definition.ts';
import { findGroup } from './queries.ts';

export type PlannedAction = 'create' | 'new-version' | 'unchanged' | 'refused';

export interface PlannedGroup {
  name: string;
  version: number;
  action: PlannedAction;
  /** What it means, or why it is refused. */
  message: string;
}

/** What applying these definitions would do; changes nothing. @throws InvalidInput, InvalidSchema */
export function planDefinitions(
  db: Database,
  { tenantId, groups }: { tenantId: string; groups: readonly FeatureGroup[] },
): Promise<PlannedGroup[]> {
  for (const group of groups) checkDefinition(group);
  return withTransaction(db, { tenantId }, async tx => {
    const planned: PlannedGroup[] = [];
    for (const group of groups) planned.push(await planGroup(tx, group));
    return planned;
  });
}

export async function planGroup(tx: Tx, group: FeatureGroup): Promise<PlannedGroup> {
  const { name, version } = group;
  const say = (action: PlannedAction, message: string): PlannedGroup => ({ name, version, action, message });
  const same = await findGroup(tx, { name, version });
  if (same !== undefined)
    return isDeepStrictEqual(same.definition, JSON.parse(JSON.stringify(group)))
      ? say('unchanged', 'It is as it was.')
      : say('refused', 'This version exists with another definition: give the change a version of its own.');
  const newest = await findGroup(tx, { name });
  if (newest === undefined) return say('create', `It is computed from the beginning of ${group.topic}.`);
  if (newest.version > version) return say('refused', `Version ${newest.version} exists already.`);
  return say(
    'new-version',
    `It is computed from the beginning of ${group.topic}; version ${newest.version} stays beside it.`,
  );
}
