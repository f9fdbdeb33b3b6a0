import { z } from 'zod';
import { sentimentLabels } from '#ai/sentiment/sentiment.ts';
import type { SentimentLabel } from '#ai/sentiment/sentiment.ts';
import type { Turn } from '../transcript-schema.ts';
import type { TranscriptDetailRow, TranscriptSummaryRow } from './queries.ts';

const sentimentSchema = z.object({
  label: z.enum(sentimentLabels),
  score: z.number().nullable().describe('−1 … 1.'),
  confidence: z.number().nullable().describe('0 … 1; comparable within one engine only.'),
});

export const transcriptSummary = z
  .object({
    id: z.string(),
    external_id: z.string(),
    channel: z.string().nullable(),
    language: z
      .string()
      .nullable()
      .describe(
        'As its client declared it, else what most of its turns were found to be in; null until it is scored.',
      ),
    started_at: z.string(),
    ended_at: z.string().nullable(),
    received_at: z.string(),
    import_id: z.string().nullable(),
    turn_count: z.int(),
    metadata: z.record(z.string(), z.unknown()),
    sentiment: sentimentSchema.extend({ engine: z.string() }).nullable().describe('Null until it is scored.'),
  })
  .meta({ id: 'TranscriptSummary' });

const turnView = z.object({
  speaker: z.string(),
  text: z.string(),
  offset_ms: z.int().nullable(),
  language: z.string().nullable(),
  sentiment: sentimentSchema.nullable(),
});

export const transcriptView = transcriptSummary
  .extend({
    participants: z.array(z.record(z.string(), z.unknown())),
    turns: z.array(turnView),
  })
  .meta({ id: 'Transcript' });

type Summary = z.output<typeof transcriptSummary>;

export function presentSummary(row: TranscriptSummaryRow): Summary {
  return {
    id: row.id,
    external_id: row.external_id,
    channel: row.channel,
    language: row.language ?? row.detected_language,
    started_at: row.created_at.toISOString(),
    ended_at: row.ended_at?.toISOString() ?? null,
    received_at: row.received_at.toISOString(),
    import_id: row.import_id,
    turn_count: row.turn_count,
    metadata: row.metadata as Summary['metadata'],
    sentiment: sentimentOf(row),
  };
}

export function presentTranscript(row: TranscriptDetailRow): z.output<typeof transcriptView> {
  const sentiments = (row.turn_sentiments ?? []) as StoredSentiment[];
  return {
    ...presentSummary(row),
    participants: row.participants as Record<string, unknown>[],
    turns: (row.turns as Turn[]).map((turn, index) => presentTurn(turn, sentiments[index])),
  };
}

type StoredSentiment = [SentimentLabel, number | null, number | null, string | null];

function presentTurn(turn: Turn, stored: StoredSentiment | undefined): z.output<typeof turnView> {
  const [label, score = null, confidence = null, language = null] = stored ?? [];
  return {
    speaker: turn.speaker,
    text: turn.text,
    offset_ms: turn.offset_ms ?? null,
    language,
    sentiment: label === undefined ? null : { label, score, confidence },
  };
}

function sentimentOf(row: TranscriptSummaryRow): Summary['sentiment'] {
  if (row.sentiment_label === null || row.sentiment_engine === null) return null;
  return {
    label: row.sentiment_label as SentimentLabel,
    score: row.sentiment_score,
    confidence: row.sentiment_confidence,
    engine: row.sentiment_engine,
  };
}
