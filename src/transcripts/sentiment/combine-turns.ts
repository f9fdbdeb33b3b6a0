import { labelOf } from '#ai/sentiment/sentiment.ts';
import type { TurnSentiment } from '#ai/sentiment/sentiment.ts';
import type { ScoredTranscript } from './queries.ts';

/** A conversation sounds as its turns do on average; of several worst turns the first counts. */
export function combineTurns(
  transcript: { id: string; created_at: Date },
  turns: readonly TurnSentiment[],
): ScoredTranscript {
  const known = turns.flatMap(({ score, confidence }, turn) =>
    score === null ? [] : [{ score, confidence: confidence ?? 0, turn }],
  );
  const worst = known.reduce<(typeof known)[number] | undefined>(
    (low, each) => (low === undefined || each.score < low.score ? each : low),
    undefined,
  );
  const mean = (values: number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
  const score = known.length === 0 ? null : mean(known.map(each => each.score));
  return {
    id: transcript.id,
    created_at: transcript.created_at,
    label: score === null ? 'not-available' : labelOf(score),
    score,
    confidence: score === null ? null : mean(known.map(each => each.confidence)),
    turns: turns.map(each => [each.label, each.score, each.confidence, each.language]),
    worst_turn: worst?.turn ?? null,
    worst_score: worst?.score ?? null,
  };
}
