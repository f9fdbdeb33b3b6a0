import { z } from 'zod';
import { proofSchema } from '../proof/proof-schema.ts';
import type { JudgedAnswer } from './queries.ts';

const comment = z.string().trim().min(1).max(2000).nullable().default(null);

export const ratingInput = z.strictObject({ rating: z.enum(['up', 'down']), comment });
export const reportInput = z.strictObject({ comment });

const reported = z.object({ comment: z.string().nullable(), created_at: z.string(), updated_at: z.string() });

export const judgedAnswerSchema = z
  .object({
    message_id: z.string(),
    conversation_id: z.string(),
    answered_at: z.string(),
    question: z.string().nullable(),
    answer: z.string(),
    status: z.string(),
    answered_by: z.string().nullable(),
    model: z.string().nullable(),
    scope: z.object({ library_ids: z.array(z.string()), document_ids: z.array(z.string()) }),
    rating: reported.extend({ rating: z.enum(['up', 'down']) }).nullable(),
    citations: z.array(z.looseObject({ index: z.int(), quote: z.string(), reported: reported.nullable() })),
    proof: proofSchema.nullable(),
    passages: z.array(z.looseObject({})).describe('What was found for the question, as the model got it.'),
  })
  .meta({ id: 'JudgedAnswer' });

export const presentJudged = (row: JudgedAnswer): z.output<typeof judgedAnswerSchema> => ({
  message_id: row.id,
  conversation_id: row.conversation_id,
  answered_at: row.created_at.toISOString(),
  question: row.question,
  answer: row.answer,
  status: row.status,
  answered_by: row.answered_by,
  model: row.model,
  scope: row.scope as z.output<typeof judgedAnswerSchema>['scope'],
  rating: row.rating && presentTimes(row.rating as z.output<typeof judgedAnswerSchema>['rating'] & object),
  citations: (row.citations as z.output<typeof judgedAnswerSchema>['citations']).map(each => ({
    ...each,
    reported: each.reported && presentTimes(each.reported),
  })),
  proof: row.proof as z.output<typeof proofSchema> | null,
  passages: (row.passages ?? []) as Record<string, unknown>[],
});

/** Times from within JSON come in PostgreSQL's spelling. */
const presentTimes = <T extends { created_at: string; updated_at: string }>(row: T): T => ({
  ...row,
  created_at: new Date(row.created_at).toISOString(),
  updated_at: new Date(row.updated_at).toISOString(),
});
