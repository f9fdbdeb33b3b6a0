import type { Tx } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import type { FeatureGroup } from './definition.ts';
import { findGroup } from './queries.ts';

/** A group's definition; the newest version, if none is named. @throws NotFound */
export async function loadDefinition(tx: Tx, key: { name: string; version?: number }): Promise<FeatureGroup> {
  const row = await findGroup(tx, key);
  if (row === undefined) throw new NotFound('feature group');
  return row.definition as FeatureGroup;
}
