import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '#kernel/errors/app-error.ts';

const manifestSchema = z.object({
  format: z.literal(1),
  created_at: z.string(),
  program: z.string(),
  store: z.enum(['pglite', 'postgres']),
  /** Names, in order: a restore brings the schema to exactly these before it fills it. */
  migrations: z.array(z.string()),
  tables: z.array(
    z.object({
      name: z.string(),
      rows: z.int(),
      /** Of the rows as text, in the order of their key. */
      sha256: z.string(),
      /** The same without vectors, whose precision differs between the stores. */
      sha256_without_vectors: z.string(),
    }),
  ),
  /** Months that have a partition of transcripts. */
  months: z.array(z.string()),
  /** The last number that each identity column gave. */
  identities: z.array(z.object({ table: z.string(), column: z.string(), last: z.int() })),
  files: z.array(
    z.object({ area: z.enum(['blobs', 'imports']), key: z.string(), bytes: z.int(), sha256: z.string() }),
  ),
});

/** What a backup holds, with a checksum of each part. */
export type Manifest = z.output<typeof manifestSchema>;

export type TableEntry = Manifest['tables'][number];
export type FileEntry = Manifest['files'][number];

export const MANIFEST = 'manifest.json';

export const rowsPathOf = (folder: string, table: string): string =>
  path.join(folder, 'tables', `${table}.jsonl.zst`);

export const filePathOf = (folder: string, { area, key }: Pick<FileEntry, 'area' | 'key'>): string =>
  path.join(folder, area, ...key.split('/'));

/** @throws BackupUnreadable for a folder that is no backup, or one of a later format. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')));
  } catch (error) {
    throw new BackupUnreadable(`${folder} is not a backup that this program can read.`, error);
  }
}

export class BackupUnreadable extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, {
      code: 'backup-unreadable',
      status: 400,
      nextStep: 'Name the folder that `quarry backup` made, whole, or take another backup.',
      cause,
    });
  }
}
