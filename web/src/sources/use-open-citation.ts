import { useMessages } from '#chat/use-messages.ts';
import { useInsight } from '#insights/use-insights.ts';
import { useRun } from '#chat/use-runs.ts';
import { usePlace } from '#workspace/place.ts';
import type { Citation } from '#api/conversations.ts';

/** The citation that the address names, and its neighbours in the same answer. */
export function useOpenCitation(): { citation: Citation | undefined; citations: Citation[] } {
  const { chat, message: messageId, citation: index, insight: insightId } = usePlace();
  const { data: messages } = useMessages(chat);
  const run = useRun(chat);
  const { data: insight } = useInsight(messageId === insightId ? insightId : undefined);
  if (messageId === undefined) return { citation: undefined, citations: [] };
  const message = messages?.find(each => each.id === messageId);
  const stored = (messageId === insight?.id ? insight?.citations : message?.citations) ?? [];
  const citations = run?.messageId === messageId ? run.citations : stored;
  return { citation: citations.find(citation => citation.index === index), citations };
}
