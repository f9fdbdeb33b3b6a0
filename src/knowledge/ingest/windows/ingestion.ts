/** One attempt to read one document: every write carries it. */
export interface Ingestion {
  tenantId: string;
  documentId: string;
  libraryId: string;
  attempt: number;
  /** What is written now and published at the end. */
  generation: number;
  fileName: string;
  /** Where its bytes come from, as long as they have not been fetched. */
  sourceToFetch?: string;
  pagesDone: number;
  segmentsDone: number;
  chunkerState?: string;
}
