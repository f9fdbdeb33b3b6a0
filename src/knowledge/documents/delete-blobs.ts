import { z } from 'zod';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { declareJob } from '#kernel/jobs/define-job.ts';

/** Committed with the deletion of documents, so that no crash leaves their files behind. */
export const deleteBlobsJob = declareJob({
  name: 'delete-blobs',
  schema: z.object({ keys: z.array(z.string()) }),
  retryLimit: 20,
  concurrency: 1,
});

export async function deleteBlobs(
  blobs: BlobStore,
  options: { keys: string[]; signal: AbortSignal },
): Promise<void> {
  for (const key of options.keys) {
    options.signal.throwIfAborted();
    await blobs.delete(key);
  }
}
