import { useMutation, useQueryClient } from '@tanstack/react-query';
import { rateAnswer, reportCitation } from '#api/feedback.ts';
import { continueRun } from '#api/runs.ts';
import { usePlace } from '#workspace/place.ts';
import { messagesKey } from '../use-messages.ts';
import type { Feedback, Message } from '#api/conversations.ts';

/** Changes a message of the open conversation at once, and asks the server again when the call has ended either way. */
function useMessageChange<Change extends { messageId: string }>(
  send: (change: Change) => Promise<unknown>,
  apply: (message: Message, change: Change) => Message,
) {
  const client = useQueryClient();
  const key = messagesKey(usePlace().chat);
  return useMutation({
    mutationFn: send,
    meta: { isAnnounced: true },
    onMutate: (change: Change) =>
      client.setQueryData<Message[]>(key, messages =>
        messages?.map(message => (message.id === change.messageId ? apply(message, change) : message)),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

export const useRateAnswer = () =>
  useMessageChange(
    ({ messageId, feedback }: { messageId: string; feedback: Feedback | null }) =>
      rateAnswer(messageId, feedback),
    (message, { feedback }) => ({ ...message, feedback }),
  );

export const useReportCitation = () =>
  useMessageChange(
    ({ messageId, index, isWrong }: { messageId: string; index: number; isWrong: boolean }) =>
      reportCitation(messageId, index, isWrong),
    (message, { index, isWrong }) => ({
      ...message,
      citations: message.citations.map(each =>
        each.index === index ? { ...each, reported: isWrong ? { comment: null } : null } : each,
      ),
    }),
  );

/** The message is "streaming" afterwards, and whoever shows it follows its new run. */
export function useContinueAnswer() {
  const client = useQueryClient();
  const key = messagesKey(usePlace().chat);
  return useMutation({
    mutationFn: continueRun,
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}
