import path from 'node:path';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import type { Config } from '#kernel/config/config.ts';

/** `blobs`: files of documents; `imports`: files of conversations until they are imported. */
export type BlobArea = 'blobs' | 'imports';

/** Where this installation keeps its files: a bucket when one is named, else the data folder. */
export async function openBlobs(
  { bucket, dataFolder }: Pick<Config, 'bucket' | 'dataFolder'>,
  area: BlobArea,
): Promise<BlobStore> {
  const folder = path.join(dataFolder, area);
  if (bucket === undefined) return openBlobFolder(folder);
  const { openBlobBucket } = await import('#kernel/blobs/open-blob-bucket.ts');
  return openBlobBucket({ ...bucket, area, folder });
}
