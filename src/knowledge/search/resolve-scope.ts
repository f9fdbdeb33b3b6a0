import type { RawBuilder } from 'kysely';
import type { Tx } from '#kernel/db/database.ts';
import { NotFound } from '#kernel/errors/common-errors.ts';
import { findScope, scopeQuery } from './queries.ts';
import type { AskedScope, FoundScope } from './queries.ts';
import type { SearchScope } from './search-scope.ts';

export interface ScopeRequest {
  tenantId: string;
  /** None or empty: all libraries. */
  libraryIds?: string[];
  /** None or empty: all documents of the libraries. */
  documentIds?: string[];
}

/**
 * The libraries and documents that may be searched. Documents narrow libraries down.
 * @throws NotFound for an id that is missing, foreign, or of a document outside the libraries.
 */
export async function resolveScope(tx: Tx, request: ScopeRequest): Promise<SearchScope> {
  const asked = askedScope(request);
  return checkScope(request.tenantId, asked, await findScope(tx, request.tenantId, asked));
}

/** What of it there is, for a statement of which it is a part; `checkScope` judges it. */
export const findingScope = (request: ScopeRequest): RawBuilder<FoundScope> =>
  scopeQuery(request.tenantId, askedScope(request));

export type { FoundScope } from './queries.ts';

export const askedScope = (request: ScopeRequest): AskedScope => ({
  libraryIds: distinct(request.libraryIds),
  documentIds: distinct(request.documentIds),
});

/** @throws NotFound */
export function checkScope(tenantId: string, asked: AskedScope, found: FoundScope): SearchScope {
  if (asked.libraryIds && found.library_ids.length < asked.libraryIds.length) throw new NotFound('library');
  if (!asked.documentIds) return { tenantId, libraryIds: found.library_ids };
  const inside = found.documents.filter(document => found.library_ids.includes(document.library_id));
  if (inside.length < asked.documentIds.length) throw new NotFound('document');
  const holding = new Set(inside.map(document => document.library_id));
  return { tenantId, libraryIds: [...holding], documentIds: asked.documentIds };
}

const distinct = (ids: string[] | undefined): string[] | null =>
  ids && ids.length > 0 ? [...new Set(ids.map(id => id.toLowerCase()))] : null;
