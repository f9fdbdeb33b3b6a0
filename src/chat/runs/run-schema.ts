import { z } from 'zod';

const ids = z.array(z.uuid()).max(1_000).default([]);

export const questionInput = z.strictObject({
  text: z.string().trim().min(1).max(20_000),
  library_ids: ids.describe('Where to look; none means everywhere.'),
  document_ids: ids.describe('Which documents to look in; none means all of the libraries.'),
});

export const askInput = questionInput.extend({
  conversation_id: z.uuid().optional().describe('Default: a new conversation.'),
});

export const runStateSchema = z
  .object({
    id: z.string(),
    state: z.enum(['streaming', 'complete', 'stopped', 'failed', 'interrupted']),
  })
  .meta({ id: 'RunState' });
