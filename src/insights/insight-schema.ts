import { z } from 'zod';
import { deletedFields } from '#kernel/trash/trash-page.ts';
import { citationSchema } from '#chat/answer/answer-part.ts';
import { sentenceProofSchema } from '#chat/proof/proof-schema.ts';
import { exportFormats } from './kinds/insight-kind.ts';
import type { Layout } from './kinds/insight-kind.ts';
import { kindOf } from './kinds/kinds.ts';
import type { InsightRow } from './queries.ts';
import type { CheckedDocument } from './find-changes.ts';

export const insightStatuses = ['pending', 'generating', 'ready', 'failed', 'cancelled'] as const;
const changes = ['changed', 'deleted'] as const;
const layouts = ['points', 'pairs', 'slides'] as const satisfies readonly Layout[];

const KEYLESS = 'No model wrote this: the sentences are quoted from your documents.';

const insightFields = {
  id: z.string(),
  kind: z.string().describe('Built in: what its sections look like.'),
  kind_name: z.string().nullable().describe('Of the saved kind that it was asked by.'),
  title: z.string(),
  status: z.enum(insightStatuses),
  progress: z
    .object({ done: z.int(), total: z.int().nullable() })
    .describe('Sections that are written; how many there will be is known once it is planned.'),
  instructions: z.string().nullable(),
  language: z.string().nullable(),
  answered_by: z.enum(['model', 'keyless']).nullable(),
  model: z.string().nullable(),
  label: z.string().nullable().describe('What readers should know about how it was made.'),
  passages: z.object({ total: z.int(), read: z.int() }).describe('What there was, and what was read of it.'),
  documents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      generation: z.int().describe('Which reading of it was used.'),
      change: z.enum(changes).nullable().describe('What became of it since.'),
    }),
  ),
  new_documents: z
    .int()
    .describe('How many its libraries have got since, where it is about whole libraries.'),
  outdated: z
    .boolean()
    .describe('A document was changed, deleted or added since: it can be generated again.'),
  usage: z.object({ input_tokens: z.int(), output_tokens: z.int(), credits: z.int() }),
  failure: z.object({ code: z.string(), message: z.string(), next_step: z.string().nullable() }).nullable(),
  exports: z.array(z.enum(exportFormats)),
  copied_from: z.string().nullable(),
  user_id: z.string(),
  created_at: z.string(),
  finished_at: z.string().nullable(),
  version: z.int(),
};

export const insightSchema = z.object(insightFields).meta({ id: 'Insight' });

export const deletedInsightSchema = insightSchema.extend(deletedFields).meta({ id: 'DeletedInsight' });

export const insightContentSchema = insightSchema
  .extend({
    layout: z.enum(layouts),
    sections: z.array(
      z.object({
        number: z.int().describe('0 is the overview.'),
        title: z.string(),
        status: z.enum(['pending', 'done']),
        entries: z.array(
          z.object({
            heading: z.string().nullable(),
            items: z.array(
              z.object({
                text: z.string().describe('With markers such as [1]: the index of a citation.'),
                proof: z.object({
                  judged_by: z.literal('rules'),
                  note: z.null(),
                  sentences: z.array(sentenceProofSchema),
                }),
              }),
            ),
          }),
        ),
      }),
    ),
    citations: z.array(citationSchema.extend({ state: z.enum(['holds', 'moved', 'lost']) })),
    raw_reply: z.string().nullable().describe('What the model sent that could not be used.'),
  })
  .meta({ id: 'InsightContent' });

export type InsightView = z.output<typeof insightSchema>;
export type InsightContent = z.output<typeof insightContentSchema>;

export function presentInsight(
  row: InsightRow,
  { documents, newDocuments }: { documents: CheckedDocument[]; newDocuments: number },
): InsightView {
  return {
    id: row.id,
    kind: row.kind,
    kind_name: row.kind_name,
    title: row.title,
    status: row.status as InsightView['status'],
    progress: { done: row.sections_done, total: row.sections_total },
    instructions: row.instructions,
    language: row.language,
    answered_by: row.answered_by as InsightView['answered_by'],
    model: row.model,
    label: row.answered_by === 'keyless' ? KEYLESS : null,
    passages: { total: row.passages_total, read: row.passages_read },
    documents: documents.map(({ document_id: id, title, generation, change }) => ({
      id,
      title,
      generation,
      change,
    })),
    new_documents: newDocuments,
    outdated: newDocuments > 0 || documents.some(each => each.change !== null),
    usage: { input_tokens: row.tokens_in, output_tokens: row.tokens_out, credits: row.credits },
    failure: row.failure as InsightView['failure'],
    exports: [...kindOf(row.kind).exports],
    copied_from: row.copied_from,
    user_id: row.user_id,
    created_at: row.created_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
    version: row.version,
  };
}
