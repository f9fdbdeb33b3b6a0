import { z } from 'zod';
import { systemClock } from '#kernel/clock.ts';
import type { ImportRow, RejectRow } from './queries.ts';

const statuses = ['pending', 'importing', 'done', 'failed', 'cancelled'] as const;

export const importView = z
  .object({
    id: z.string(),
    file_name: z.string(),
    status: z.enum(statuses),
    bytes_read: z.int().describe('Of the file as it was sent, packed or not.'),
    bytes_total: z.int(),
    accepted: z.int(),
    rejected: z.int(),
    duplicate: z.int().describe('There already: same external id, same content.'),
    cut_at: z
      .int()
      .nullable()
      .describe('Where a file ends that was cut off, in bytes of its unpacked text; null: it was whole.'),
    bytes_per_second: z.int().nullable(),
    eta_seconds: z.int().nullable(),
    failure: z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() }).nullable(),
    created_at: z.string(),
    updated_at: z.string(),
    version: z.int(),
  })
  .meta({ id: 'TranscriptImport' });

export type ImportView = z.output<typeof importView>;

export function presentImport(row: ImportRow): ImportView {
  return {
    id: row.id,
    file_name: row.file_name,
    status: row.status as ImportView['status'],
    bytes_read: row.bytes_read,
    bytes_total: row.byte_size,
    accepted: row.accepted,
    rejected: row.rejected,
    duplicate: row.duplicate,
    cut_at: row.cut_at,
    ...paceOf(row),
    failure: row.failure as ImportView['failure'],
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    version: row.version,
  };
}

/** By what the current attempt has read so far. */
function paceOf(row: ImportRow): Pick<ImportView, 'bytes_per_second' | 'eta_seconds'> {
  const read = row.bytes_read - row.attempt_bytes_from;
  if (row.attempt_started_at === null || read <= 0) return { bytes_per_second: null, eta_seconds: null };
  const isRunning = row.status === 'importing';
  const until = isRunning ? systemClock.now() : row.updated_at;
  const seconds = Math.max(0.001, (until.getTime() - row.attempt_started_at.getTime()) / 1000);
  const rate = read / seconds;
  return {
    bytes_per_second: Math.round(rate),
    eta_seconds: isRunning ? Math.ceil((row.byte_size - row.bytes_read) / rate) : null,
  };
}

/** A line of the download: `raw` where it is text, else `raw_base64`. */
export function presentReject(row: RejectRow): Record<string, unknown> {
  const { byte_start, byte_end, number, code, message, raw } = row;
  const text = raw.toString();
  const content = Buffer.from(text).equals(raw) ? { raw: text } : { raw_base64: raw.toString('base64') };
  return { number, byte_start, byte_end, code, message, ...content };
}
