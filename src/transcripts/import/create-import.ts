import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database, Tx } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { failpoint } from '#kernel/failpoints.ts';
import { createId } from '#kernel/ids.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { importKeyOf } from './import-key.ts';
import { importTranscriptsJob } from './import-transcripts-job.ts';
import { insertImport } from './queries.ts';
import type { ImportRow } from './queries.ts';

export interface CreateImportOptions {
  tenantId: string;
  /** Taken over: it is moved into the store. */
  file: { path: string; fileName: string; byteSize: number; sha256: Buffer };
  /** Where the array lies in a JSON object; undefined: found by looking. */
  path?: string[];
  /** Done in the same transaction; nothing is added if it fails. */
  onCommit?: (tx: Tx, importId: string) => Promise<void>;
}

/** The bytes first, then the row with its job: a crash in between leaves a file that the sweep of orphans removes. */
export async function createImport(
  deps: { db: Database; blobs: BlobStore; jobs: JobQueue },
  { tenantId, file, path, onCommit }: CreateImportOptions,
): Promise<ImportRow> {
  const [id, jobId] = [createId(), createId()];
  await deps.blobs.putFile(importKeyOf({ tenantId, id }), file.path);
  await failpoint('import-stored');
  return withTransaction(deps.db, { tenantId }, async tx => {
    const { fileName, byteSize, sha256 } = file;
    const row = await insertImport(tx, { tenantId, id, jobId, path, fileName, byteSize, sha256 });
    const data = { tenantId, importId: id };
    await deps.jobs.enqueue(tx, importTranscriptsJob, data, { id: jobId, groupId: tenantId });
    await onCommit?.(tx, id);
    return row;
  });
}
