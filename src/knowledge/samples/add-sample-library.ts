import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Database } from '#kernel/db/database.ts';
import { NameTaken } from '#kernel/errors/common-errors.ts';
import { titleOf } from '#knowledge/documents/name-file.ts';
import { storeUpload } from '#knowledge/documents/store-upload.ts';
import { uploadDocument } from '#knowledge/documents/upload-document.ts';
import type { UploadDeps } from '#knowledge/documents/upload-document.ts';
import { createLibrary } from '#knowledge/libraries/create-library.ts';
import { getLibrary } from '#knowledge/libraries/get-library.ts';
import { listLibraryNames } from '#knowledge/libraries/list-library-names.ts';
import type { LibraryRow } from '#knowledge/libraries/queries.ts';
import { listSampleFiles } from './list-sample-files.ts';
import { SAMPLE_LIBRARY } from './sample-library.ts';

/** Adds the sample documents to the library of that name, which is made if need be; again it adds what is missing. */
export async function addSampleLibrary(
  deps: UploadDeps,
  { tenantId }: { tenantId: string },
): Promise<LibraryRow> {
  const libraryId = await findOrCreateLibrary(deps.db, tenantId);
  for (const file of await listSampleFiles()) await addFile(deps, { tenantId, libraryId, file });
  return getLibrary(deps.db, { tenantId, id: libraryId });
}

async function findOrCreateLibrary(db: Database, tenantId: string): Promise<string> {
  try {
    return (await createLibrary(db, { tenantId, name: SAMPLE_LIBRARY })).id;
  } catch (error) {
    const names = error instanceof NameTaken ? await listLibraryNames(db, { tenantId }) : [];
    const present = names.find(({ name }) => name === SAMPLE_LIBRARY);
    if (present === undefined) throw error;
    return present.id;
  }
}

async function addFile(
  deps: UploadDeps,
  { file, ...owner }: { tenantId: string; libraryId: string; file: string },
): Promise<void> {
  const fileName = basename(file);
  const path = deps.blobs.temporaryPath();
  try {
    const stored = await storeUpload(createReadStream(file), path);
    // What it is, its bytes say.
    const upload = { path, ...stored, fileName, mediaType: 'application/octet-stream' };
    await uploadDocument(deps, { ...owner, title: titleOf(fileName), metadata: {}, file: upload });
  } finally {
    await rm(path, { force: true });
  }
}
