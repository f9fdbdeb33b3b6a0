import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { undefinedIfMissing } from '#kernel/errors/undefined-if-missing.ts';

/** Folders of the data folder that keep files by tenant. */
const tenantFolders = ['blobs', 'imports', 'uploads'] as const;

/** Every file of a tenant; tells how many there are before they go, or a crash would leave them uncounted. */
export async function eraseFiles(
  options: { dataFolder: string; tenantId: string },
  tell: (kind: string, count: number) => Promise<void>,
): Promise<void> {
  for (const folder of tenantFolders) {
    const target = path.join(options.dataFolder, folder, options.tenantId);
    const found = await readdir(target, { recursive: true }).catch(undefinedIfMissing);
    await tell(`files in ${folder}`, found?.length ?? 0);
    await rm(target, { recursive: true, force: true });
  }
}
