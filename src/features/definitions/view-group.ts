import { z } from 'zod';
import { systemClock } from '#kernel/clock.ts';
import { watermarkOf } from '../tiles/read-tiles.ts';
import type { GroupStatusRow } from './queries.ts';

export const groupView = z.object({
  name: z.string(),
  version: z.int(),
  topic: z.string(),
  engine: z.string(),
  state: z.enum(['running', 'waiting', 'paused']).describe('waiting: no process works on it at the moment.'),
  reason: z.string().nullable().describe('Why it stands still.'),
  lag_events: z.int().nullable().describe('Events of the topic that it has not read; null: unknown here.'),
  watermark: z.string().nullable(),
  watermark_age_ms: z.int().nullable(),
  processed: z.int(),
  filtered: z.int(),
  duplicate: z.int(),
  late: z.int(),
  dead: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});

export function presentGroup(row: GroupStatusRow): z.infer<typeof groupView> {
  const watermarkMs = watermarkOf(row.positions);
  const { processed, filtered, duplicate, late, dead } = row;
  const isPaused = row.state === 'paused' || row.paused_reason !== null;
  return {
    name: row.name,
    version: row.version,
    topic: row.topic,
    engine: row.engine,
    state: isPaused ? 'paused' : row.is_held ? 'running' : 'waiting',
    reason: row.paused_reason,
    lag_events: lagOf(row),
    watermark: watermarkMs === undefined ? null : new Date(watermarkMs).toISOString(),
    watermark_age_ms: watermarkMs === undefined ? null : systemClock.now().getTime() - watermarkMs,
    processed,
    filtered,
    duplicate,
    late,
    dead,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

function lagOf({ engine, ends, positions }: GroupStatusRow): number | null {
  if (engine !== 'embedded') return null;
  const lags = Object.entries(ends ?? {}).map(([partition, end]) => end - (positions[partition]?.[0] ?? 0));
  return lags.reduce((sum, each) => sum + each, 0);
}
