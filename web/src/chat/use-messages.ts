import { useQuery } from '@tanstack/react-query';
import { listMessages } from '#api/conversations.ts';

export const messagesKey = (conversationId: string | undefined) => ['messages', conversationId];

export function useMessages(conversationId: string | undefined) {
  return useQuery({
    queryKey: messagesKey(conversationId),
    queryFn: ({ signal }) => listMessages(conversationId!, signal),
    enabled: conversationId !== undefined,
  });
}
