/** What the tools need of a Quarry, in the JSON of `/api/v1`: inside the server it is the rooms, outside the API. */
export interface LibraryTools {
  search(query: SearchQuery, signal: AbortSignal): Promise<FoundPassage[]>;
  /** A passage, or pages of a document. @throws NotFound */
  fetch(wanted: { id: string; page: number }, signal: AbortSignal): Promise<FetchedText>;
  ask(question: ScopedQuestion, signal: AbortSignal): Promise<AnswerWithSources>;
  listDocuments(filter: DocumentFilter, signal: AbortSignal): Promise<ListedDocument[]>;
}

export interface SearchQuery {
  query: string;
  library_ids: string[];
  document_ids: string[];
  k: number;
}

export interface FoundPassage {
  chunk_id: string;
  document_id: string;
  document_title: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  headings: string[];
  text: string;
  score: number;
}

export interface FetchedText {
  document_id: string;
  document_title: string;
  page_start: number | null;
  page_end: number | null;
  text: string;
  /** Where to go on reading; null at the end, and for a passage. */
  next_page: number | null;
}

export interface ScopedQuestion {
  text: string;
  library_ids: string[];
  document_ids: string[];
}

export interface AnswerWithSources {
  text: string;
  answered_by: string;
  label: string | null;
  citations: Source[];
}

export interface Source {
  index: number;
  document_id: string;
  document_title: string;
  paged: boolean;
  page_start: number | null;
  page_end: number | null;
  quote: string;
}

export interface DocumentFilter {
  library_id?: string;
  title_contains?: string;
  limit: number;
}

export interface ListedDocument {
  id: string;
  library_id: string;
  title: string;
  file_name: string;
  status: string;
  page_count: number | null;
}
