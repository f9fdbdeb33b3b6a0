import { rm } from 'node:fs/promises';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { Database } from '#kernel/db/database.ts';
import type { JobContext } from '#kernel/jobs/define-job.ts';
import { blobKeyOf } from '#knowledge/documents/blob-key.ts';
import { storeUpload } from '#knowledge/documents/store-upload.ts';
import { fetchSource } from '#knowledge/fetch/fetch-source.ts';
import type { FetchSettings } from '#knowledge/fetch/fetch-source.ts';
import { SourceRefused } from '#knowledge/fetch/source-errors.ts';
import { saveFetched } from './queries.ts';
import type { FetchedFacts } from './queries.ts';
import type { Ingestion } from '#knowledge/ingest/windows/ingestion.ts';
import { writeFenced } from '#knowledge/ingest/windows/write-window.ts';

interface Deps {
  db: Database;
  blobs: BlobStore;
  fetch?: FetchSettings;
}

interface Attempt {
  ingestion: Ingestion;
  context: JobContext;
}

/** First stage of a document that is an address: its bytes come into the store, once; other documents have theirs. */
export async function fetchBytes(deps: Deps, { ingestion, context }: Attempt): Promise<Ingestion> {
  const { sourceToFetch } = ingestion;
  if (sourceToFetch === undefined) return ingestion;
  if (deps.fetch === undefined) throw switchedOff();
  const path = deps.blobs.temporaryPath();
  try {
    context.progress({ stage: 'fetching', done: 0 });
    const options = { ...deps.fetch, signal: context.signal };
    const fetched = await fetchSource(sourceToFetch, options, async ({ body, fileName, mediaType }) => ({
      fileName,
      mediaType,
      ...(await storeUpload(body, path)),
    }));
    if (fetched.byteSize === 0) throw empty();
    return await keep(deps, { ingestion, context, fetched, path });
  } finally {
    await rm(path, { force: true });
  }
}

async function keep(
  { db, blobs }: Deps,
  { ingestion, context, fetched, path }: Attempt & { fetched: FetchedFacts; path: string },
): Promise<Ingestion> {
  await writeFenced(db, { ingestion, context }, async tx => {
    const same = await saveFetched(tx, ingestion, fetched);
    if (same !== undefined) throw known(same);
    // Inside the fence: bytes of an attempt that has lost the document must not take the place of newer ones.
    await blobs.putFile(blobKeyOf({ ...ingestion, id: ingestion.documentId }), path);
  });
  return { ...ingestion, fileName: fetched.fileName, sourceToFetch: undefined };
}

const switchedOff = (): SourceRefused =>
  new SourceRefused('This server does not fetch addresses.', { code: 'source-refused' });

const empty = (): SourceRefused => new SourceRefused('The address sent nothing.', { code: 'source-empty' });

const known = (title: string): SourceRefused =>
  new SourceRefused(`The library has the content of this address already, as “${title}”.`, {
    code: 'source-known',
  });
