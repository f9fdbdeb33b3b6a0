import { sql } from 'kysely';
import type { Database } from '#kernel/db/database.ts';
import { withTransaction } from '#kernel/db/with-transaction.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { openBlobFolder } from '#kernel/blobs/open-blob-folder.ts';
import { changeChunk } from '#knowledge/chunk/change-chunk.ts';
import { createChunk } from '#knowledge/chunk/create-chunk.ts';
import { createChunkedDocument } from '#knowledge/chunk/create-chunked-document.ts';
import { deleteChunk } from '#knowledge/chunk/delete-chunk.ts';
import { seededRandom } from '#tests/support/random.ts';
import type { IndexOrder } from './index-order.ts';
import { textModel, textOf } from './made-up-models.ts';

/** The passages of a document that the writers add; those that were there before nobody touches. */
const ADDED = 'added';
const PER_DOCUMENT = 30;

/** As requests do: adds documents and passages, changes and deletes them, until it is killed. */
export async function writeDocuments(db: Database, order: IndexOrder): Promise<never> {
  const { library, model } = order;
  const { tenantId, libraryId } = library;
  const blobs = await openBlobFolder(order.blobFolder);
  const random = seededRandom(order.seed);
  const embed = textModel(model);
  const newText = () => textOf(Math.floor(random() * 1e9));
  const add = () =>
    createChunkedDocument(
      { db, blobs },
      {
        tenantId,
        libraryId,
        embed,
        input: {
          title: `${ADDED} ${random()}`,
          metadata: {},
          chunks: Array.from({ length: PER_DOCUMENT }, () => ({ text: newText(), metadata: {} })),
        },
      },
    );
  for (;;) {
    const chunk = await pickAdded(db, order, random());
    const roll = random();
    const { id, document_id: documentId } = chunk ?? {};
    await tolerateOthers(async () => {
      if (!id || !documentId || roll < 0.4) await add();
      else if (roll < 0.6) await changeChunk(db, { tenantId, id, embed, changes: { text: newText() } });
      else if (roll < 0.75) await createChunk(db, { tenantId, documentId, embed, text: newText() });
      else if (roll < 0.9) await deleteChunk(db, { tenantId, id });
      else await deleteOne(db, order, documentId);
    });
  }
}

/** Another writer was faster: as people are told, too. */
async function tolerateOthers(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Not the newest: a search looks before and after, and what came and went within it would be in neither. */
function pickAdded(db: Database, { library }: IndexOrder, share: number) {
  return withTransaction(db, library, async tx => {
    const rows = await tx
      .selectFrom('chunks')
      .innerJoin('documents', 'documents.id', 'chunks.document_id')
      .select(['chunks.id', 'chunks.document_id'])
      .where('documents.title', 'like', `${ADDED}%`)
      .where('chunks.updated_at', '<', sql<Date>`now() - interval '3 seconds'`)
      .orderBy('chunks.id')
      .limit(200)
      .execute();
    return rows[Math.floor(share * rows.length)];
  });
}

const deleteOne = (db: Database, { library }: IndexOrder, id: string) =>
  withTransaction(db, library, tx => tx.deleteFrom('documents').where('id', '=', id).execute());
