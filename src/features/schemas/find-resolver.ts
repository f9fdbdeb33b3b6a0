import type { Type } from 'avsc';
import { describeIncompatibility } from './find-incompatibilities.ts';
import type { EventSchema } from './parse-schema.ts';
import { UndecodableEvent } from './undecodable-event.ts';

type Resolver = ReturnType<Type['createResolver']>;

const known = new WeakMap<EventSchema, WeakMap<EventSchema, Resolver | UndecodableEvent>>();

/**
 * How `reader` reads what `writer` wrote; undefined when they are one. Kept for each pair.
 * @throws UndecodableEvent when it cannot
 */
export function findResolver(reader: EventSchema, writer: EventSchema): Resolver | undefined {
  if (reader === writer) return undefined;
  const writers = known.get(reader) ?? new WeakMap<EventSchema, Resolver | UndecodableEvent>();
  known.set(reader, writers);
  const resolver = writers.get(writer) ?? createResolver(reader, writer);
  writers.set(writer, resolver);
  if (resolver instanceof UndecodableEvent)
    throw new UndecodableEvent(resolver.reason, resolver.position, resolver.message);
  return resolver;
}

function createResolver(reader: EventSchema, writer: EventSchema): Resolver | UndecodableEvent {
  try {
    return reader.type.createResolver(writer.type);
  } catch (error) {
    const why = describeIncompatibility(reader, writer) ?? (error as Error).message;
    return new UndecodableEvent('unreadable-schema', 1, `The event was written in another schema: ${why}`);
  }
}
