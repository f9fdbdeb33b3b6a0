import type { Tx } from '#kernel/db/database.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { normalizeVector } from './normalize-vector.ts';
import { holdVectorSet, insertVectorRows, insertVectorSet } from './queries.ts';
import type { ChunkVector, IndexScope, VectorSet } from './queries.ts';

export class WrongDimension extends AppError {
  constructor(expected: number, given: number) {
    super(`The library's vectors have ${expected} dimensions, this one has ${given}.`, {
      code: 'wrong-dimension',
      status: 400,
      nextStep:
        'Send vectors of the model that made the others, or index the library anew with another model.',
      details: { expected, given },
    });
  }
}

const MAX_ROUNDS = 3;

/**
 * Adds chunks' vectors to the set that the model has in the library; the first one makes the set. A vector of length
 * zero has no direction and is left out; where callers bring the vectors of a library, ours are left out, too.
 * @throws WrongDimension
 */
export async function insertVectors(
  tx: Tx,
  scope: IndexScope,
  model: string,
  vectors: ChunkVector[],
): Promise<void> {
  const rows = vectors.flatMap(({ chunkId, vector }) => {
    const normal = normalizeVector(vector);
    return normal ? [{ chunkId, vector: normal }] : [];
  });
  if (rows.length === 0) return;
  const set = await ensureVectorSet(tx, { ...scope, model, dimensions: rows[0]!.vector.length });
  if (set === undefined) return;
  const odd = rows.find(({ vector }) => vector.length !== set.dimensions);
  if (odd) throw new WrongDimension(set.dimensions, odd.vector.length);
  await insertVectorRows(tx, scope, { id: set.id, model }, rows);
}

async function ensureVectorSet(
  tx: Tx,
  wanted: { tenantId: string; libraryId: string; model: string; dimensions: number },
): Promise<VectorSet | undefined> {
  // A second round is needed when another writer made the active set of another model at the same moment.
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const found = await holdVectorSet(tx, wanted);
    if (found) return found;
    await insertVectorSet(tx, wanted);
  }
  return undefined;
}
