/** What is searched: chosen before anything is ranked. */
export interface SearchScope {
  tenantId: string;
  libraryIds: string[];
  /** Undefined: all documents of the libraries. */
  documentIds?: string[];
  /** Undefined: all chunks of the documents. Otherwise those that a filter or a phrase left. */
  chunkIds?: string[];
}
