import type { CompiledGroup, EventRecord } from '../definitions/compile-group.ts';
import type { LogEvent, Reject } from '../events/log-event.ts';
import { NO_WATERMARK, judgeEvent } from '../events/judge-event.ts';
import type { Verdict, Watermark } from '../events/judge-event.ts';
import { readEvent } from '../events/read-event.ts';
import type { Writers } from '../events/read-event.ts';
import { UndecodableEvent } from '../schemas/undecodable-event.ts';
import type { Counts } from './counts.ts';
import { noCounts } from './counts.ts';
import type { CountedEvent } from './tile-map.ts';

/** How far one partition was read, and the greatest event time it has shown. */
export interface PartitionPosition {
  next: number;
  watermark: Watermark;
}

/** An event that counts, and where it stands. */
export interface JudgedEvent extends CountedEvent {
  partition: number;
  offset: number;
}

export interface JudgedBatch {
  counted: JudgedEvent[];
  rejects: Reject[];
  counts: Counts;
}

/**
 * Reads a batch of the log in order, moves the positions behind it, and says what is to be counted. Nothing but the log
 * and the positions before it decides.
 */
export function judgeBatch(
  compiled: CompiledGroup,
  events: readonly LogEvent[],
  { positions, writers }: { positions: Map<number, PartitionPosition>; writers: Writers },
): JudgedBatch {
  const batch: JudgedBatch = { counted: [], rejects: [], counts: noCounts() };
  for (const event of events) {
    const position = positionOf(positions, event.partition);
    position.next = event.offset + 1;
    batch.counts.processed++;
    const { verdict, record } = judge(compiled, event, { watermark: position.watermark, writers });
    if (verdict.kind === 'counted') batch.counted.push(counted(event, verdict, record!));
    else if (verdict.kind === 'filtered') batch.counts.filtered++;
    else setAside(batch, event, verdict);
  }
  return batch;
}

const counted = (
  { partition, offset }: LogEvent,
  { entity, time, id }: Extract<Verdict, { kind: 'counted' }>,
  event: EventRecord,
): JudgedEvent => ({ partition, offset, entity, time, id, event });

function positionOf(positions: Map<number, PartitionPosition>, partition: number): PartitionPosition {
  let position = positions.get(partition);
  if (position === undefined)
    positions.set(partition, (position = { next: 0, watermark: { ms: NO_WATERMARK } }));
  return position;
}

function judge(
  compiled: CompiledGroup,
  event: LogEvent,
  { watermark, writers }: { watermark: Watermark; writers: Writers },
): { verdict: Verdict; record?: EventRecord } {
  try {
    const record = readEvent(compiled, event, writers);
    return { verdict: judgeEvent(compiled, record, { watermark, appendedMs: event.appendedMs }), record };
  } catch (error) {
    if (!(error instanceof UndecodableEvent)) throw error;
    const { reason, message, position } = error;
    return { verdict: { kind: 'dead', reason, message: `${message} (at byte ${position})` } };
  }
}

function setAside(
  batch: JudgedBatch,
  event: LogEvent,
  verdict: Extract<Verdict, { kind: 'late' | 'dead' }>,
): void {
  const { partition, offset, value } = event;
  const reason = verdict.kind === 'late' ? 'late' : verdict.reason;
  batch.counts[verdict.kind]++;
  batch.rejects.push({ kind: verdict.kind, partition, offset, reason, message: verdict.message, value });
}
