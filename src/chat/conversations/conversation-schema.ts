import { z } from 'zod';
import type { ConversationRow } from './queries.ts';

const title = z.string().trim().min(1).max(200);

export const conversationInput = z.strictObject({
  title: title.optional().describe('Default: the first question.'),
});

export const conversationChange = z.strictObject({ title });

export const conversationSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    version: z.int(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .meta({ id: 'Conversation' });

export const presentConversation = (row: ConversationRow): z.output<typeof conversationSchema> => ({
  id: row.id,
  title: row.title,
  version: row.version,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
});
