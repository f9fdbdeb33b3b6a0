import { z } from 'zod';
import { citationSchema } from '../answer/answer-part.ts';
import { proofSchema } from '../proof/proof-schema.ts';
import type { CheckedMessage } from './check-messages.ts';

const scopeSchema = z.object({ library_ids: z.array(z.string()), document_ids: z.array(z.string()) });

const failureSchema = z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() });

const usageSchema = z.object({
  input_tokens: z.int(),
  output_tokens: z.int(),
  source: z.enum(['provider', 'estimated', 'none']),
});

const checkedCitationSchema = citationSchema.extend({
  state: z
    .enum(['holds', 'moved', 'lost'])
    .describe(
      'moved: its document was read again, and it stands elsewhere now; lost: it cannot be found any more.',
    ),
  reported: z
    .object({ comment: z.string().nullable() })
    .nullable()
    .describe('Reported as wrong by its reader.'),
});

export const messageSchema = z
  .object({
    id: z.string(),
    conversation_id: z.string(),
    role: z.enum(['user', 'assistant']),
    text: z.string().describe('Empty while it is streaming: follow its run.'),
    status: z.enum(['complete', 'streaming', 'stopped', 'failed', 'interrupted']),
    run_id: z.string().nullable(),
    scope: scopeSchema.describe('What was searched; empty lists mean everything.'),
    citations: z.array(checkedCitationSchema),
    proof: proofSchema.nullable().describe('What each sentence rests on; null where nothing was checked.'),
    answered_by: z.enum(['model', 'quotes']).nullable(),
    model: z.string().nullable(),
    failure: failureSchema.nullable(),
    usage: usageSchema.nullable(),
    feedback: z
      .object({ rating: z.enum(['up', 'down']), comment: z.string().nullable() })
      .nullable()
      .describe('What the person who asked thinks of it.'),
    created_at: z.string(),
  })
  .meta({ id: 'Message' });

export const presentMessage = (row: CheckedMessage): z.output<typeof messageSchema> => ({
  id: row.id,
  conversation_id: row.conversation_id,
  role: row.role as 'user' | 'assistant',
  text: row.text,
  status: row.status as z.output<typeof messageSchema>['status'],
  run_id: row.run_id,
  scope: row.scope as z.output<typeof scopeSchema>,
  citations: row.citations,
  proof: row.proof as z.output<typeof proofSchema> | null,
  answered_by: row.answered_by === 'none' ? null : (row.answered_by as 'model' | 'quotes' | null),
  model: row.model,
  failure: row.failure as z.output<typeof failureSchema> | null,
  usage: row.usage as z.output<typeof usageSchema> | null,
  feedback: row.feedback,
  created_at: row.created_at.toISOString(),
});
