import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { defineJob } from '#kernel/jobs/define-job.ts';
import type { JobDefinition } from '#kernel/jobs/define-job.ts';
import { deleteBlobs, deleteBlobsJob } from './delete-blobs.ts';

export function documentJobs(options: { blobs: BlobStore }): JobDefinition[] {
  return [
    defineJob({
      ...deleteBlobsJob,
      run: async ({ keys }, { signal }) => {
        await deleteBlobs(options.blobs, { keys, signal });
        return { kind: 'done' };
      },
    }),
  ];
}
