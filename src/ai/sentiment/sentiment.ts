export const sentimentLabels = ['positive', 'neutral', 'negative', 'not-available'] as const;

export type SentimentLabel = (typeof sentimentLabels)[number];

/** How a turn sounds; `not-available` has neither score nor confidence. */
export interface TurnSentiment {
  label: SentimentLabel;
  /** −1 … 1. */
  score: number | null;
  /** 0 … 1; comparable within one engine only. */
  confidence: number | null;
  /** ISO 639-1, or null where it cannot be told. */
  language: string | null;
}

export interface Conversation {
  /** As its client declared it; null: to be detected. */
  language: string | null;
  turns: string[];
}

/** The same as it may be given: long ones are better parsed by whoever scores them than by whoever answers requests. */
export interface GivenConversation {
  language: string | null;
  /** As text: a JSON array of objects, each with a `text`. */
  turns: string[] | string;
}

/** Takes as long as the conversation is. */
export function readConversation({ language, turns }: GivenConversation): Conversation {
  if (typeof turns !== 'string') return { language, turns };
  return { language, turns: (JSON.parse(turns) as { text: string }[]).map(turn => turn.text) };
}

/** Tells how each turn of a conversation sounds. */
export interface SentimentEngine {
  /** As it is shown, priced and stored with each score. */
  readonly id: string;
  /** As much as it is given in one call; undefined: what the caller likes. */
  readonly maxBatchBytes?: number;
  /**
   * One list for each conversation, with one entry for each turn. For a language that the engine does not know the label
   * is `not-available`, never `neutral`.
   * @throws the reason of `signal` once that is aborted.
   */
  score(conversations: GivenConversation[], options: { signal: AbortSignal }): Promise<TurnSentiment[][]>;
}

/** From here on a score is no longer neutral; the published threshold of VADER. */
const NEUTRAL_BELOW = 0.05;

/** The label of a score, −1 … 1. */
export function labelOf(score: number): SentimentLabel {
  if (score >= NEUTRAL_BELOW) return 'positive';
  return score <= -NEUTRAL_BELOW ? 'negative' : 'neutral';
}
