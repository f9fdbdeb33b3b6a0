import { z } from 'zod';
import { warningSchema } from './document-schema.ts';
import type { PageSummaryRow } from './queries.ts';

export const pageSummarySchema = z
  .object({
    number: z.int(),
    characters: z.int(),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'PageSummary' });

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });

export const documentPageSchema = z
  .object({
    number: z.int(),
    text: z.string(),
    size: z.object({ width: z.number(), height: z.number() }).nullable(),
    blocks: z.array(
      z.object({
        kind: z.string(),
        start: z.int().describe('Spans count UTF-16 code units of the text.'),
        end: z.int(),
        level: z.int().optional(),
        box: boxSchema.optional(),
        speaker: z.string().optional().describe('In a conversation: whose turn it is.'),
        offset_ms: z.int().optional().describe('When that turn begins, from the begin of the conversation.'),
      }),
    ),
    words: z
      .array(z.array(z.number()))
      .describe(
        '[start, end, x, y, width, height] in points; a seventh number is the confidence, 0…1, of text recognition.',
      ),
    warnings: z.array(warningSchema),
  })
  .meta({ id: 'Page' });

type Warnings = z.output<typeof warningSchema>[];

export const presentPageSummary = (row: PageSummaryRow): z.output<typeof pageSummarySchema> => ({
  number: row.number,
  characters: row.characters,
  warnings: row.warnings as Warnings,
});

interface PageRow {
  number: number;
  text: string;
  width: number | null;
  height: number | null;
  blocks: unknown;
  words: unknown;
  warnings: unknown;
}

export function presentPage(row: PageRow): z.output<typeof documentPageSchema> {
  const { width, height } = row;
  return {
    number: row.number,
    text: row.text,
    size: width === null || height === null ? null : { width, height },
    blocks: row.blocks as z.output<typeof documentPageSchema>['blocks'],
    words: row.words as number[][],
    warnings: row.warnings as Warnings,
  };
}
