import { detectLanguages } from '../detect-languages.ts';
import { labelOf } from '../sentiment.ts';
import type { Conversation, TurnSentiment } from '../sentiment.ts';
import { scoreText } from './score-text.ts';

const LANGUAGE = 'en';

/** Scores English turns; turns in other languages, or in none that can be told, are not available. */
export function scoreWithVader(conversation: Conversation): TurnSentiment[] {
  const languages = detectLanguages(conversation);
  return conversation.turns.map((turn, index) => scoreTurn(turn, languages[index]!));
}

function scoreTurn(turn: string, language: string | null): TurnSentiment {
  if (language !== LANGUAGE) return { label: 'not-available', score: null, confidence: null, language };
  const { compound } = scoreText(turn);
  const strength = Math.abs(compound);
  const label = labelOf(compound);
  // A lexicon knows no probability: how far the score lies from the other side of the threshold.
  const confidence = label === 'neutral' ? 1 - strength : strength;
  return { label, score: compound, confidence, language };
}
