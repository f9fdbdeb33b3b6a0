import { z } from 'zod';
import type { RecordRow } from './queries.ts';

export const recordSchema = z
  .object({
    id: z.string(),
    kind: z
      .string()
      .describe('answer, query-embedding, chunk-embedding, embedding, document, sentiment or insight.'),
    model: z.string(),
    tokens_in: z.int(),
    tokens_out: z.int(),
    pages: z.int().describe('Negative in a refund.'),
    credits: z.int().describe('Micro-credits; negative in a refund.'),
    latency_ms: z.int().nullable(),
    source: z.enum(['provider', 'estimated', 'none']).describe('Who counted the tokens.'),
    price_model: z.string(),
    price_version: z.int(),
    subject_id: z.string().nullable().describe('The run or document it was for.'),
    refund_of: z.string().nullable(),
    reason: z.string().nullable(),
    user_id: z.string().nullable(),
    request_id: z.string().nullable(),
    period_start: z.string(),
    created_at: z.string(),
  })
  .meta({ id: 'UsageRecord' });

export const recordColumns = Object.keys(recordSchema.shape) as (keyof z.output<typeof recordSchema>)[];

export const presentRecord = (row: RecordRow): z.output<typeof recordSchema> => ({
  id: row.id,
  kind: row.kind,
  model: row.model,
  tokens_in: row.tokens_in,
  tokens_out: row.tokens_out,
  pages: row.pages,
  credits: row.credits,
  latency_ms: row.latency_ms,
  source: row.source as 'provider' | 'estimated' | 'none',
  price_model: row.price_model,
  price_version: row.price_version,
  subject_id: row.subject,
  refund_of: row.refund_of,
  reason: row.reason,
  user_id: row.user_id,
  request_id: row.request_id,
  period_start: row.period_start.toISOString(),
  created_at: row.created_at.toISOString(),
});
