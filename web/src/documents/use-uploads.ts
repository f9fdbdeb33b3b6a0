import { uploadDocument } from '#api/upload-document.ts';
import { createQueueHook } from '#uploads/create-queue-hook.ts';
import { createUploadQueue } from '#uploads/create-upload-queue.ts';
import { documentsKey } from './use-documents.ts';

/** The documents that are on their way, each into its library. */
export const useUploads = createQueueHook(client =>
  createUploadQueue({
    send: uploadDocument,
    maxAtOnce: 2,
    onUploaded: ({ document }) =>
      void client.invalidateQueries({ queryKey: documentsKey(document.library_id) }),
  }),
);
