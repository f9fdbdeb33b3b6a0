import { Readable } from 'node:stream';
import type { BlobStore } from '#kernel/blobs/blob-store.ts';
import type { JobQueue } from '#kernel/jobs/job-queue.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { storeUpload } from '#knowledge/documents/store-upload.ts';
import { uploadDocument } from '#knowledge/documents/upload-document.ts';
import { serveVectors } from '../serving/serve-vectors.ts';
import type { ServedVectors, ServingDeps } from '../serving/serve-vectors.ts';
import { readProgress } from '../tiles/read-tiles.ts';
import { describeVector } from './describe-vector.ts';

export interface FeatureSourceDeps extends ServingDeps {
  jobs: JobQueue;
  blobs: BlobStore;
}

export interface FeatureSource {
  entity: string;
  documentId: string;
  asOf: Date;
}

/**
 * Makes the features that entities have now documents of a library: searched, cited and asked about like any other, in
 * answers and insights. Each says when it was taken; a later one stands beside it. @throws NotFound
 */
export async function addFeatureSources(
  deps: FeatureSourceDeps,
  scope: { tenantId: string; libraryId: string; view: string; entities: readonly string[] },
): Promise<FeatureSource[]> {
  const { tenantId, libraryId, entities } = scope;
  const served = await serveVectors(deps, scope);
  const { group } = served.ready.compiled;
  const progress = await withTransaction(deps.db, { tenantId }, tx => readProgress(tx, group));
  const watermark = progress?.watermarkMs === undefined ? undefined : new Date(progress.watermarkMs);
  const added: FeatureSource[] = [];
  for (const [at, entity] of entities.entries()) {
    const source = { entity, vector: served.vectors[at]!, watermark };
    added.push(await addSource(deps, { tenantId, libraryId }, served, source));
  }
  return added;
}

async function addSource(
  deps: FeatureSourceDeps,
  scope: { tenantId: string; libraryId: string },
  { ready, moment }: ServedVectors,
  {
    entity,
    vector,
    watermark,
  }: { entity: string; vector: ServedVectors['vectors'][number]; watermark?: Date },
): Promise<FeatureSource> {
  const asOf = new Date(moment.atMs);
  const view = ready.compiled.key;
  const bytes = Buffer.from(describeVector(entity, vector, { view, at: asOf, watermark }));
  const path = deps.blobs.temporaryPath();
  const stored = await storeUpload(Readable.from([bytes]), path);
  const title = `Live features of ${entity} · ${asOf.toISOString().slice(0, 19).replace('T', ' ')}`;
  const { document } = await uploadDocument(deps, {
    ...scope,
    title,
    metadata: { feature_view: view, entity, as_of: asOf.toISOString() },
    file: {
      path,
      ...stored,
      fileName: `${title}.md`,
      mediaType: 'text/markdown',
    },
  });
  return { entity, documentId: document.id, asOf };
}
