import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  deleteConversation,
  getConversation,
  listConversations,
  listDeletedConversations,
  renameConversation,
  restoreConversation,
} from '#api/conversations.ts';
import { useGo, usePlace } from '#workspace/place.ts';
import { messagesKey } from '../use-messages.ts';
import type { Conversation } from '#api/conversations.ts';

export const conversationsKey = ['conversations'];
export const deleteKey = ['delete-conversation'];

/** Newest first; what was found for `q` before stays in view until the next is there. */
export function useConversations(q: string) {
  const query = useInfiniteQuery({
    queryKey: [...conversationsKey, 'list', q],
    queryFn: ({ pageParam, signal }) => listConversations({ q: q || undefined, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  return { ...query, conversations: query.data?.pages.flatMap(page => page.items) ?? [] };
}

export function useConversation(id: string | undefined) {
  return useQuery({
    queryKey: [...conversationsKey, 'one', id],
    queryFn: ({ signal }) => getConversation(id!, signal),
    enabled: id !== undefined,
  });
}

export function useDeletedConversations() {
  return useQuery({
    queryKey: [...conversationsKey, 'deleted'],
    queryFn: ({ signal }) => listDeletedConversations(signal),
  });
}

export function useRenameConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ conversation, title }: { conversation: Conversation; title: string }) =>
      renameConversation(conversation, title),
    // Also after a failure: the title may have been changed elsewhere, and then it is to be seen.
    onSettled: () => client.invalidateQueries({ queryKey: conversationsKey }),
  });
}

/** Leaves the conversation first: what shows it would ask for it again, and be told that it is gone. */
export function useDeleteConversation() {
  const client = useQueryClient();
  const { chat } = usePlace();
  const go = useGo();
  return useMutation({
    mutationKey: deleteKey,
    mutationFn: deleteConversation,
    meta: { isAnnounced: true },
    onSuccess: (_reply, id) => {
      if (chat === id) go({ chat: undefined }, { replace: true });
      client.removeQueries({ queryKey: messagesKey(id) });
      client.removeQueries({ queryKey: [...conversationsKey, 'one', id] });
      return client.invalidateQueries({ queryKey: conversationsKey });
    },
  });
}

export function useRestoreConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: restoreConversation,
    meta: { isAnnounced: true },
    onSuccess: () => client.invalidateQueries({ queryKey: conversationsKey }),
  });
}
