import type { RawBuilder } from 'kysely';
import type { DocumentScope } from '../queries.ts';
import type { AllowedPlaces } from '../score-postings.ts';
import type { VectorTarget } from '../vectors/vector-target.ts';
import { isAboutDocuments } from './metadata-filter.ts';
import type { MetadataFilter } from './metadata-filter.ts';
import { passingChunksQuery, passingDocumentsQuery } from './queries.ts';
import type { PassingChunks, PassingDocuments } from './queries.ts';

/** What a filter lets pass of a scope. */
export interface Passing {
  /** One of both: what can be decided by documents is. */
  documentIds?: string[];
  chunkIds?: string[];
  allowed: AllowedPlaces;
  /** What is left of these libraries. */
  narrow: (targets: VectorTarget[]) => VectorTarget[];
}

export type PassingRow = PassingDocuments | PassingChunks;

export const passingQuery = (scope: DocumentScope, filter: MetadataFilter): RawBuilder<PassingRow> =>
  isAboutDocuments(filter) ? passingDocumentsQuery(scope, filter) : passingChunksQuery(scope, filter);

export function asPassing(filter: MetadataFilter, rows: PassingRow[]): Passing {
  return isAboutDocuments(filter)
    ? passingDocuments(rows as PassingDocuments[])
    : passingChunks(rows as PassingChunks[]);
}

function passingDocuments(rows: PassingDocuments[]): Passing {
  const left = new Map(rows.map(row => [row.library_id, row]));
  return {
    documentIds: rows.flatMap(row => row.ids),
    allowed: new Map(rows.flatMap(row => row.segment_ids.flat().map(id => [id, 'all'] as const))),
    // How many vectors are left decides how they are best compared.
    narrow: targets =>
      targets.flatMap(target => {
        const row = left.get(target.libraryId);
        return row ? [{ ...target, documents: row.ids.length, chunks: row.chunks }] : [];
      }),
  };
}

function passingChunks(rows: PassingChunks[]): Passing {
  return {
    chunkIds: rows.flatMap(row => row.ids),
    allowed: new Map(
      rows.flatMap(row => (row.segment_id === null ? [] : [[row.segment_id, new Set(row.places)] as const])),
    ),
    narrow: targets => targets,
  };
}
