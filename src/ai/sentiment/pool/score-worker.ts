import { readConversation } from '../sentiment.ts';
import type { GivenConversation, TurnSentiment } from '../sentiment.ts';
import { scoreWithVader } from '../vader/score-with-vader.ts';
import { yieldToRequests } from './yield-to-requests.ts';

yieldToRequests();

/** Runs in a thread of the pool. */
export default function score(conversations: GivenConversation[]): TurnSentiment[][] {
  return conversations.map(each => scoreWithVader(readConversation(each)));
}
