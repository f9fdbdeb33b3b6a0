import { findIncompatibilities } from './find-incompatibilities.ts';
import type { Incompatibility } from './find-incompatibilities.ts';
import type { EventSchema } from './parse-schema.ts';

export const compatibilities = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;

export type Compatibility = (typeof compatibilities)[number];

export interface VersionConflict extends Incompatibility {
  /** Of the subject: the one that the new schema does not go with. */
  version: number;
}

/**
 * What keeps `next` from following `earlier` (oldest first). Backward: the new one reads what the old ones wrote;
 * forward: the old ones read what the new one writes; transitive: all of them, else the last.
 */
export function findConflicts(
  next: EventSchema,
  earlier: readonly { version: number; schema: EventSchema }[],
  compatibility: Compatibility,
): VersionConflict[] {
  if (compatibility === 'NONE') return [];
  const [direction] = compatibility.split('_') as ['BACKWARD' | 'FORWARD' | 'FULL'];
  const compared = compatibility.endsWith('TRANSITIVE') ? earlier : earlier.slice(-1);
  return compared.flatMap(({ version, schema }) => [
    ...(direction === 'FORWARD' ? [] : findIncompatibilities(next, schema)).map(each => ({
      ...each,
      version,
    })),
    ...(direction === 'BACKWARD' ? [] : findIncompatibilities(schema, next)).map(each => ({
      ...each,
      version,
    })),
  ]);
}

/** One sentence that names the field. */
export const sayConflict = ({ path, message, version }: VersionConflict): string =>
  `${path ? `field ${path}` : 'the record'} does not go with version ${version}: ${message}`;
