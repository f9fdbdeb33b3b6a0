import { z } from 'zod';
import type { UsageSummary } from './summarize-usage.ts';

const meterSchema = z.object({
  meter: z.enum(['credits', 'pages']).describe('Credits are counted in micro-credits.'),
  limit: z.int().nullable().describe('Null: none.'),
  used: z.int(),
  reserved: z.int().describe('Taken by work that is under way; what it does not use is given back.'),
  resets_at: z.string(),
});

const kindSchema = z.object({
  kind: z.string(),
  model: z.string(),
  records: z.int(),
  tokens_in: z.int(),
  tokens_out: z.int(),
  pages: z.int(),
  credits: z.int(),
});

export const usageSchema = z
  .object({ period_start: z.string(), meters: z.array(meterSchema), kinds: z.array(kindSchema) })
  .meta({ id: 'Usage' });

export const daysSchema = z.object({
  items: z.array(kindSchema.omit({ model: true }).extend({ day: z.string().describe('In UTC.') })),
});

export const presentUsage = ({ meters, kinds }: UsageSummary): z.output<typeof usageSchema> => ({
  period_start: meters[0]!.periodStart.toISOString(),
  meters: meters.map(({ meter, limit, used, reserved, resetsAt }) => ({
    meter,
    limit,
    used,
    reserved,
    resets_at: resetsAt.toISOString(),
  })),
  kinds,
});
