import { Readable } from 'node:stream';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { storeUpload } from '#knowledge/documents/store-upload.ts';
import { uploadDocument } from '#knowledge/documents/upload-document.ts';
import type { TranscriptFile } from '#knowledge/extract/talks/transcript-file.ts';
import { getTranscript } from '../timeline/get-transcript.ts';
import type { TranscriptDetailRow } from '../timeline/queries.ts';
import type { Turn } from '../transcript-schema.ts';

export interface SourceDeps {
  db: Database;
  jobs: JobQueue;
  /** Of documents. */
  documentBlobs: BlobStore;
}

/**
 * Makes a conversation a document of a library, whose parts are its turns: it is searched, cited and asked about like any
 * other. The same conversation again is found, not added. @throws NotFound
 */
export async function addSource(
  { db, jobs, documentBlobs: blobs }: SourceDeps,
  { tenantId, libraryId, id }: { tenantId: string; libraryId: string; id: string },
): Promise<{ documentId: string; isNew: boolean }> {
  const row = await getTranscript(db, { tenantId, id });
  const title = titleOf(row);
  const bytes = Buffer.from(JSON.stringify(fileOf(row, title)));
  const path = blobs.temporaryPath();
  const stored = await storeUpload(Readable.from([bytes]), path);
  const { document, isNew } = await uploadDocument(
    { db, jobs, blobs },
    {
      tenantId,
      libraryId,
      title,
      metadata: metadataOf(row),
      file: {
        path,
        ...stored,
        fileName: `${title}.transcript.json`,
        mediaType: 'application/json',
      },
    },
  );
  return { documentId: document.id, isNew };
}

/** @NOTE The mark comes first: the file is known by it. */
const fileOf = (row: TranscriptDetailRow, title: string): TranscriptFile => ({
  quarry_transcript: 1,
  title,
  turns: (row.turns as Turn[]).map(({ speaker, text, offset_ms }) => ({ speaker, text, offset_ms })),
});

const titleOf = ({ external_id, channel, created_at }: TranscriptDetailRow): string =>
  [external_id, channel, created_at.toISOString().slice(0, 16).replace('T', ' ')].filter(Boolean).join(' · ');

const metadataOf = ({ id, external_id, channel, created_at }: TranscriptDetailRow) => ({
  transcript_id: id,
  external_id,
  channel,
  started_at: created_at.toISOString(),
});
