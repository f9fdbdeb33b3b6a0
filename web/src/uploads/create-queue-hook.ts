import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { QueryClient } from '@tanstack/react-query';
import type { Upload, UploadQueue } from './create-upload-queue.ts';

/** Gives a hook for a queue that the whole page has one of; `open` makes it when it is first used. */
export function createQueueHook(open: (client: QueryClient) => UploadQueue) {
  const queues = new WeakMap<QueryClient, UploadQueue>();
  return function useQueue(): { uploads: Upload[]; queue: UploadQueue } {
    const client = useQueryClient();
    const queue = queues.get(client) ?? open(client);
    queues.set(client, queue);
    const uploads = useSyncExternalStore(queue.subscribe, queue.list);
    return { uploads, queue };
  };
}
