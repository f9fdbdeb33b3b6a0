import type { CompiledGroup, EventRecord } from '../definitions/compile-group.ts';
import type { Slot } from '../tiles/slot.ts';

/** What both engines refuse by the same rule before either computes anything. */
export type Verdict =
  | { kind: 'counted'; entity: string; time: number; id?: string }
  | { kind: 'filtered'; time: number }
  | { kind: 'late'; time: number; message: string }
  | { kind: 'dead'; reason: string; message: string };

/** The greatest event time that a partition has shown so far. */
export interface Watermark {
  ms: number;
}

export const NO_WATERMARK = Number.MIN_SAFE_INTEGER;

const MAX_ENTITY_CHARACTERS = 500;
/** Of a field that is summed or squared: so that a day of sums of squares has room in the other engine's decimals. */
const MAX_SUMMED = 1e15;

/**
 * Judges one event by what stood before it in its partition, and moves the partition's watermark: the same log is
 * judged the same each time. `appendedMs`: when it was appended, which is what the future is measured from.
 */
export function judgeEvent(
  compiled: CompiledGroup,
  event: EventRecord,
  { watermark, appendedMs }: { watermark: Watermark; appendedMs: number },
): Verdict {
  const { group } = compiled;
  const time = event[group.eventTime];
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0)
    return dead('bad-time', `${group.eventTime} is no time in milliseconds.`);
  if (time > appendedMs + group.futureCapMs)
    return dead('future-time', `${group.eventTime} is ${time - appendedMs} ms ahead of its arrival.`);
  const entity = event[group.entity];
  if ((typeof entity !== 'string' && typeof entity !== 'number') || entity === '')
    return dead('missing-entity', `${group.entity} names nobody.`);
  if (typeof entity === 'string' && entity.length > MAX_ENTITY_CHARACTERS)
    return dead('missing-entity', `${group.entity} is longer than ${MAX_ENTITY_CHARACTERS} characters.`);
  const excess = compiled.slots.find(slot => exceeds(slot, event));
  if (excess) return dead('out-of-range', `${excess.field} is beyond ±${MAX_SUMMED}.`);
  if (time < watermark.ms - group.latenessMs)
    return { kind: 'late', time, message: `It came ${watermark.ms - time} ms behind the newest before it.` };
  if (time > watermark.ms) watermark.ms = time;
  if (!compiled.accepts(event)) return { kind: 'filtered', time };
  const id = group.eventId === undefined ? undefined : (event[group.eventId] as string | number | null);
  return {
    kind: 'counted',
    entity: String(entity),
    time,
    id: id === undefined || id === null ? undefined : String(id),
  };
}

const dead = (reason: string, message: string): Verdict => ({ kind: 'dead', reason, message });

function exceeds({ operation, field }: Slot, event: EventRecord): boolean {
  if (operation !== 'sum' && operation !== 'sumsq') return false;
  const value = event[field!];
  return typeof value === 'number' && Math.abs(value) > MAX_SUMMED;
}
