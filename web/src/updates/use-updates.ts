import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery } from '#session/use-session.ts';
import { followUpdates } from './follow-updates.ts';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { Change } from './follow-updates.ts';

/** What is read again when one of a kind has changed. */
const affected: Record<string, (id: string) => QueryKey[]> = {
  document: id => [['documents'], ['document', id], ['libraries'], ['jobs'], ['timeline', id]],
  conversation: id => [['conversations'], ['messages', id]],
  insight: () => [['insights']],
  import: () => [['imports']],
  scoring: () => [['transcripts']],
};

const gatherMs = 400;

/** While somebody is signed in, whatever is in view follows what happens on the server. */
export function useUpdates(): void {
  const client = useQueryClient();
  const { data: session } = useQuery({ ...sessionQuery, enabled: false });
  const isSignedIn = session !== undefined;
  useEffect(() => {
    if (!isSignedIn) return;
    const controller = new AbortController();
    const { add, stop } = gather(client);
    let hasListened = false;
    const onListening = () => {
      if (hasListened) void client.invalidateQueries();
      hasListened = true;
    };
    void followUpdates({ onChanges: add, onListening, signal: controller.signal });
    return () => {
      controller.abort();
      stop();
    };
  }, [client, isSignedIn]);
}

/** Many changes at once are one reading. */
function gather(client: QueryClient) {
  let waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = () => {
    const keys = [...waiting.values()];
    waiting = new Map();
    timer = undefined;
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  const add = (changes: Change[]) => {
    for (const { kind, id } of changes)
      for (const key of affected[kind]?.(id) ?? []) waiting.set(JSON.stringify(key), key);
    timer ??= setTimeout(refresh, gatherMs);
  };
  return { add, stop: () => clearTimeout(timer) };
}
