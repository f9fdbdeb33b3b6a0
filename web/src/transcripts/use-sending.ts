import { importTranscripts } from '#api/transcripts.ts';
import { createQueueHook } from '#uploads/create-queue-hook.ts';
import { createUploadQueue } from '#uploads/create-upload-queue.ts';

/** Files of conversations that are on their way. */
export const useSending = createQueueHook(client =>
  createUploadQueue({
    send: (_target, file, options) => importTranscripts(file, options),
    maxAtOnce: 1,
    onUploaded: () => void client.invalidateQueries({ queryKey: ['imports'] }),
  }),
);
