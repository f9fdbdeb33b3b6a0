import type { Citation } from '#api/conversations.ts';
import type { SharedCitation } from '#api/shares.ts';

/** Without ids: a card with the quotation, and no way to the document. */
export const toQuotation = (citation: SharedCitation): Citation => ({
  ...citation,
  chunk_id: '',
  document_id: '',
  spans: [],
});
