import type { Database } from '#kernel/db/database.ts';
import { indexDocument, looseChunk } from '../index-document.ts';
import type { LibraryKey } from '../index-document.ts';

/** Documents of one-word passages with these vectors. */
export async function fillVectors(
  db: Database,
  library: LibraryKey,
  options: {
    rows: number;
    perDocument: number;
    vectors: Iterator<Float32Array>;
    model?: string;
  },
): Promise<{ id: string; vector: Float32Array; documentId: string }[]> {
  const { rows, perDocument, vectors, model = 'made-up' } = options;
  const filled: { id: string; vector: Float32Array; documentId: string }[] = [];
  for (let done = 0; done < rows; done += perDocument) {
    const count = Math.min(perDocument, rows - done);
    const made = Array.from({ length: count }, () => vectors.next().value as Float32Array);
    const chunks = made.map((vector, ordinal) => ({ ...looseChunk('word', ordinal), vector }));
    const { id: documentId } = await indexDocument(db, library, { chunks, model });
    filled.push(...chunks.map(({ id, vector }) => ({ id, vector, documentId })));
  }
  return filled;
}
