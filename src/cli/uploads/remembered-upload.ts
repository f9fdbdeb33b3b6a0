import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** How far the sending of a file came, for the same command to go on with after Ctrl-C. */
const state = z.object({ upload_id: z.string(), import_id: z.string().optional() });
export type UploadState = z.output<typeof state>;

export interface RememberedUpload {
  read(): Promise<UploadState | undefined>;
  write(state: UploadState): Promise<void>;
  forget(): Promise<void>;
}

/**
 * Of this file as it is now, for this server: a file that was changed since is another one. Kept under the data folder,
 * readable by its owner alone.
 */
export async function rememberUpload(options: {
  dataFolder: string;
  /** Undefined: the one on the data folder. */
  server: string | undefined;
  file: string;
  /** What else the import depends on. */
  purpose: string;
}): Promise<RememberedUpload> {
  const { dataFolder, server = 'here', file, purpose } = options;
  const { size, mtimeMs } = await stat(file);
  const key = JSON.stringify([server, purpose, await realpath(file), size, mtimeMs]);
  const folder = path.join(dataFolder, 'cli-uploads');
  const place = path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  return {
    read: async () => {
      if (!existsSync(place)) return undefined;
      return state.safeParse(JSON.parse(await readFile(place, 'utf8'))).data;
    },
    write: async given => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(place, JSON.stringify(given), { mode: 0o600 });
    },
    forget: () => rm(place, { force: true }),
  };
}

/** Of what has no name to be found by again. */
export const forgetfulUpload: RememberedUpload = {
  read: async () => undefined,
  write: async () => {},
  forget: async () => {},
};
