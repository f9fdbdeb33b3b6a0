import type { Conversation, TurnSentiment } from '../sentiment.ts';
import { scoreWithVader } from '../vader/score-with-vader.ts';
import { yieldToRequests } from './yield-to-requests.ts';

yieldToRequests();

/** Runs in a thread of the pool. */
export default function score(conversations: Conversation[]): TurnSentiment[][] {
  return conversations.map(scoreWithVader);
}
