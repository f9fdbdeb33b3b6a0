import { z } from 'zod';
import type { FoundConversation } from './history/search-history.ts';
import type { ConversationRow } from './queries.ts';
import type { DeletedConversation } from './trash/queries.ts';
import { deletedFields, presentDeletion } from '#kernel/trash/trash-page.ts';

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

export const foundConversationSchema = conversationSchema
  .extend({
    match: z
      .object({ message_id: z.string(), role: z.enum(['user', 'assistant']), text: z.string() })
      .nullable()
      .describe('Where a message has what `q` looks for; null: the title has it, or nothing was looked for.'),
  })
  .meta({ id: 'FoundConversation' });

export const presentFound = (row: FoundConversation): z.output<typeof foundConversationSchema> => ({
  ...presentConversation(row),
  match: row.match,
});

export const deletedConversationSchema = conversationSchema
  .extend(deletedFields)
  .meta({ id: 'DeletedConversation' });

export const presentDeleted = (row: DeletedConversation): z.output<typeof deletedConversationSchema> => ({
  ...presentConversation(row),
  ...presentDeletion(row.deleted_at),
});
