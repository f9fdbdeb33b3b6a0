import { mapInOrder } from '../../calls/map-in-order.ts';
import type { LanguageModel } from '../../complete.ts';
import { readConversation } from '../sentiment.ts';
import type { Conversation, GivenConversation, SentimentEngine, TurnSentiment } from '../sentiment.ts';
import { askModel } from './ask-model.ts';

/** Longer parts of a conversation are asked about one by one. */
const PART = { turns: 40, characters: 12_000 };
/** What is lost, and paid again, when a scoring is interrupted. */
const MAX_BATCH_BYTES = 32 * 1024;
const PARALLEL = 2;

/**
 * A language model says how each turn sounds. Its reply has a schema, which it is asked for once more where it does not
 * keep to it; a reply that still does not fails the batch.
 */
export function openModelEngine(model: LanguageModel): SentimentEngine {
  return {
    id: `model/${model.id}`,
    maxBatchBytes: MAX_BATCH_BYTES,
    async score(conversations, { signal }) {
      const parts = conversations.flatMap(cutConversation);
      const scored: TurnSentiment[][] = conversations.map(() => []);
      const options = { parallel: PARALLEL, ahead: PARALLEL, signal };
      const ask = async ({ of, language, turns }: Part, linked: AbortSignal) => ({
        of,
        turns: await askModel(model, { language, turns }, linked),
      });
      for await (const { of, turns } of mapInOrder(parts, options, ask)) scored[of]!.push(...turns);
      return scored;
    },
  };
}

interface Part extends Conversation {
  /** Which conversation. */
  of: number;
}

function cutConversation(given: GivenConversation, of: number): Part[] {
  const { language, turns } = readConversation(given);
  const parts: Part[] = [];
  let characters = Infinity;
  for (const turn of turns) {
    if (characters + turn.length > PART.characters || parts.at(-1)!.turns.length >= PART.turns) {
      parts.push({ of, language, turns: [] });
      characters = 0;
    }
    parts.at(-1)!.turns.push(turn);
    characters += turn.length;
  }
  return parts;
}
