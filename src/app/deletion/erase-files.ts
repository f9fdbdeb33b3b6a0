import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import { undefinedIfMissing } from '#kernel/errors/undefined-if-missing.ts';

export interface FileStores {
  dataFolder: string;
  /** In the data folder or in a bucket. */
  blobs: BlobStore;
  imports: BlobStore;
}

type Tell = (kind: string, count: number) => Promise<void>;

/** Every file of a tenant; tells how many there are before they go, or a crash would leave them uncounted. */
export async function eraseFiles(stores: FileStores, tenantId: string, tell: Tell): Promise<void> {
  for (const area of ['blobs', 'imports'] as const) {
    await eraseBlobs(stores[area], tenantId, count => tell(`files in ${area}`, count));
    await rm(path.join(stores.dataFolder, area, tenantId), { recursive: true, force: true });
  }
  // What is on its way in pieces is always in the data folder.
  const uploads = path.join(stores.dataFolder, 'uploads', tenantId);
  const found = await readdir(uploads, { recursive: true }).catch(undefinedIfMissing);
  await tell('files in uploads', found?.length ?? 0);
  await rm(uploads, { recursive: true, force: true });
}

async function eraseBlobs(
  store: BlobStore,
  tenantId: string,
  tell: (count: number) => Promise<void>,
): Promise<void> {
  const keys = await Array.fromAsync(store.list(`${tenantId}/`), ({ key }) => key);
  await tell(keys.length);
  for (const key of keys) await store.delete(key);
}
