import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { createRunStore } from './create-run-store.ts';
import { conversationsKey } from './history/use-conversations.ts';
import { messagesKey } from './use-messages.ts';
import { settleMessage } from './run-state.ts';
import type { QueryClient } from '@tanstack/react-query';
import type { AskReply, Message } from '#api/conversations.ts';
import type { RunStore } from './create-run-store.ts';
import type { RunState } from './run-state.ts';

const stores = new WeakMap<QueryClient, RunStore>();

export function useRuns(): RunStore {
  const client = useQueryClient();
  const store = stores.get(client) ?? openStore(client);
  return store;
}

/** The answer under way in a conversation, if there is one. */
export function useRun(conversationId: string | undefined): RunState | undefined {
  const store = useRuns();
  return useSyncExternalStore(store.subscribe, () => store.find(conversationId));
}

function openStore(client: QueryClient): RunStore {
  const store = createRunStore({
    onAccepted: reply => addMessages(client, reply),
    onEnded: (conversationId, state) => settle(client, conversationId, state),
  });
  stores.set(client, store);
  return store;
}

function addMessages(client: QueryClient, { user_message: question, message }: AskReply): void {
  const key = messagesKey(message.conversation_id);
  client.setQueryData<Message[]>(key, (before = []) => [...before, question, message]);
  void client.invalidateQueries({ queryKey: conversationsKey });
}

function settle(client: QueryClient, conversationId: string, state: RunState): void {
  const key = messagesKey(conversationId);
  client.setQueryData<Message[]>(key, messages =>
    messages?.map(message => (message.id === state.messageId ? settleMessage(message, state) : message)),
  );
  void client.invalidateQueries({ queryKey: key });
  void client.invalidateQueries({ queryKey: conversationsKey });
}
