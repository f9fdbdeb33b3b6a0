import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deleteConversation, listConversations, listMessages } from '#api/conversations.ts';

export const conversationsKey = ['conversations'];
export const messagesKey = (conversationId: string | undefined) => ['messages', conversationId];

export function useConversations() {
  return useQuery({ queryKey: conversationsKey, queryFn: ({ signal }) => listConversations(signal) });
}

export function useMessages(conversationId: string | undefined) {
  return useQuery({
    queryKey: messagesKey(conversationId),
    queryFn: ({ signal }) => listMessages(conversationId!, signal),
    enabled: conversationId !== undefined,
  });
}

export function useDeleteConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deleteConversation,
    meta: { isAnnounced: true },
    onSuccess: (_reply, id) => {
      client.removeQueries({ queryKey: messagesKey(id) });
      return client.invalidateQueries({ queryKey: conversationsKey });
    },
  });
}
