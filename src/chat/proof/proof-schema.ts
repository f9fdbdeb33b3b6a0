import { z } from 'zod';

export const sentenceProofSchema = z.object({
  start: z.int().describe('In UTF-16 code units of the answer’s text, markers included.'),
  end: z.int(),
  verdict: z.enum(['supported', 'partial', 'unsupported', 'no-claim']),
  cites: z.array(z.int()).describe('The numbers of the passages it was judged against.'),
  problems: z.array(
    z.object({
      code: z.enum([
        'number',
        'date',
        'name',
        'negation',
        'opposite',
        'comparison',
        'attribution',
        'not-found',
        'quotation',
        'uncited',
        'model',
      ]),
      message: z.string().describe('For a person.'),
    }),
  ),
  quotation: z
    .enum(['verbatim', 'altered'])
    .nullable()
    .describe(
      'Whether what stands in quotation marks stands in the passage word for word; null: no quotation.',
    ),
});

export const proofSchema = z
  .object({
    judged_by: z.enum(['rules', 'model']).describe('rules: words and numbers are compared, without a model.'),
    note: z.string().nullable().describe('Why a model did not judge, where one was asked to.'),
    sentences: z.array(sentenceProofSchema),
  })
  .meta({ id: 'Proof' });

export type SentenceProof = z.output<typeof sentenceProofSchema>;
export type Proof = z.output<typeof proofSchema>;
export type Problem = SentenceProof['problems'][number];
export type Verdict = SentenceProof['verdict'];
