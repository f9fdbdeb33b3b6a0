import { z } from 'zod';
import type { ShareRow } from './queries.ts';

const MOST_DAYS = 90;

export const shareInput = z
  .strictObject({
    conversation_id: z.uuid().optional(),
    insight_id: z.uuid().optional(),
    expires_in_days: z.int().min(1).max(MOST_DAYS).default(7),
  })
  .refine(input => (input.conversation_id === undefined) !== (input.insight_id === undefined), {
    path: ['conversation_id'],
    message: 'name either a conversation or an insight',
  });

export const shareSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['conversation', 'insight']),
    target_id: z.string(),
    created_at: z.string(),
    expires_at: z.string(),
    revoked_at: z.string().nullable(),
  })
  .meta({ id: 'Share' });

export const newShareSchema = shareSchema
  .extend({ token: z.string().describe('Goes behind `/share/#` of the web app; shown once.') })
  .meta({ id: 'NewShare' });

export const presentShare = (row: ShareRow): z.output<typeof shareSchema> => ({
  id: row.id,
  kind: row.kind as 'conversation' | 'insight',
  target_id: row.target_id,
  created_at: row.created_at.toISOString(),
  expires_at: row.expires_at.toISOString(),
  revoked_at: row.revoked_at?.toISOString() ?? null,
});
