import { statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '#kernel/clock.ts';
import type { Duty } from '#kernel/jobs/duty.ts';
import { KEPT_MS } from './open-uploads.ts';

/** Uploads that nobody goes on with, or that nothing was made of. */
export function sweepUploads({ folder }: { folder: string }): Duty {
  return {
    name: 'sweep-uploads',
    everyMs: 3_600_000,
    run: async ({ signal }) => {
      const cutoff = systemClock.now().getTime() - KEPT_MS;
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (signal.aborted) return;
        if (!entry.isFile() || entry.name.endsWith('.json')) continue;
        await removeIfOlder(path.join(entry.parentPath, entry.name), cutoff);
      }
    },
  };
}

/** By the last byte that came. */
async function removeIfOlder(file: string, cutoff: number): Promise<void> {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || found.mtimeMs > cutoff) return;
  await rm(file, { force: true });
  await rm(`${file}.json`, { force: true });
}
