import { InvalidInput } from '#kernel/errors/common-errors.ts';
import type { CompiledGroup } from '../definitions/compile-group.ts';
import { typesOf } from '../definitions/check-definition.ts';
import { leavesOf } from '../definitions/expression.ts';
import { parseSchema } from '../schemas/parse-schema.ts';
import type { EventSchema } from '../schemas/parse-schema.ts';
import type { CountedEvent } from '../tiles/tile-map.ts';

export interface CleanField {
  name: string;
  type: 'string' | 'int' | 'long' | 'float' | 'double' | 'boolean';
}

/** What the other engine reads beside the group's own fields. */
export const ENTITY = 'quarry_entity';
export const TIME = 'quarry_time';
/** The same for an event that comes again: of the event's id, or of where it stood. */
export const KEY = 'quarry_key';

const plainTypes = new Set<unknown>(['string', 'int', 'long', 'float', 'double', 'boolean']);

/** The fields of its events that a group computes with. @throws InvalidInput for one that SQL has no plain type for */
export function cleanFieldsOf({ group, slots }: CompiledGroup): CleanField[] {
  const names = slots.flatMap(({ field, where }) => [
    ...(field === undefined ? [] : [field]),
    ...(where === undefined ? [] : leavesOf(where).map(leaf => leaf[1]!)),
  ]);
  return [...new Set(names)].toSorted().map(name => {
    const types = typesOf(group, name) ?? [];
    const type = types.length === 1 && types[0] === 'enum' ? 'string' : types[0];
    if (types.length === 1 && plainTypes.has(type)) return { name, type: type as CleanField['type'] };
    throw new InvalidInput(
      `Flink cannot compute with the field ${name}: its type is ${types.join(' or ')}.`,
      {
        code: 'not-for-flink',
        nextStep: 'Give it one plain type, or let Quarry compute the group itself.',
      },
    );
  });
}

/** What events are rewritten as for the other engine: nothing to resolve, nothing missing, nothing it could not read. */
export function cleanSchemaOf(compiled: CompiledGroup): EventSchema {
  const fields = cleanFieldsOf(compiled).map(({ name, type }) => ({
    name,
    type: ['null', type],
    default: null,
  }));
  return parseSchema({
    type: 'record',
    name: 'CleanEvent',
    namespace: 'quarry',
    fields: [
      { name: ENTITY, type: 'string' },
      { name: TIME, type: 'long' },
      { name: KEY, type: 'string' },
      ...fields,
    ],
  });
}

export function cleanEventOf(
  { entity, time, id, event }: CountedEvent,
  { fields, partition, offset }: { fields: readonly CleanField[]; partition: number; offset: number },
): Record<string, unknown> {
  const clean: Record<string, unknown> = {
    [ENTITY]: entity,
    [TIME]: time,
    [KEY]: id === undefined ? `@${partition}/${offset}` : `#${id}`,
  };
  for (const { name } of fields) clean[name] = event[name] ?? null;
  return clean;
}

/** Topics that this program makes; no group may read one as if it were somebody's events. */
export const OWN_TOPICS = 'quarry.';

/** Each tenant has topics of its own for each version: state of another definition is of no use. */
const topicOf = (tenantId: string, { group }: CompiledGroup) =>
  `${OWN_TOPICS}${tenantId}.${group.name}.v${group.version}`;

export const cleanTopicOf = (tenantId: string, compiled: CompiledGroup) =>
  `${topicOf(tenantId, compiled)}.events`;
export const tileTopicOf = (tenantId: string, compiled: CompiledGroup) =>
  `${topicOf(tenantId, compiled)}.tiles`;
