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
    detected_language: commonest(turns.map(each => each.language)),
    worst_turn: worst?.turn ?? null,
    worst_score: worst?.score ?? null,
  };
}

/** Of equally many the first; null where no turn has one. */
function commonest(languages: (string | null)[]): string | null {
  const counts = new Map<string, number>();
  for (const language of languages)
    if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1);
  let best: string | null = null;
  for (const [language, count] of counts) if (best === null || count > counts.get(best)!) best = language;
  return best;
}
