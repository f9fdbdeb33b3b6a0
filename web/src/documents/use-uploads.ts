import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { uploadDocument } from '#api/upload-document.ts';
import { createUploadQueue } from './create-upload-queue.ts';
import { documentsKey } from './use-documents.ts';
import type { QueryClient } from '@tanstack/react-query';
import type { UploadQueue } from './create-upload-queue.ts';

const queues = new WeakMap<QueryClient, UploadQueue>();

/** The page's one upload queue and what is in it. */
export function useUploads() {
  const client = useQueryClient();
  const queue = queues.get(client) ?? openQueue(client);
  const uploads = useSyncExternalStore(queue.subscribe, queue.list);
  return { uploads, add: queue.add, pause: queue.pause, retry: queue.retry, remove: queue.remove };
}

function openQueue(client: QueryClient): UploadQueue {
  const queue = createUploadQueue({
    send: uploadDocument,
    maxAtOnce: 2,
    onUploaded: ({ document }) =>
      void client.invalidateQueries({ queryKey: documentsKey(document.library_id) }),
  });
  queues.set(client, queue);
  return queue;
}
