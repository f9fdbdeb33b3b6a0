import type { Database } from '#kernel/db/database.ts';
import { findQuotedPage, listSources, readSourcePages } from '#knowledge/documents/read-sources.ts';
import type { SourceDocument } from '#knowledge/documents/read-sources.ts';
import type { Citation } from '../answer/answer-part.ts';
import { boxesOfSpans } from './boxes-of-spans.ts';
import { OMISSION, isQuotedAt, locateQuote } from './locate-quote.ts';
import { turnOfSpans } from './turn-of-spans.ts';

/** `moved`: found elsewhere in the document as it is read now; `lost`: the document, or the quotation in it, is gone. */
export type CitationState = 'holds' | 'moved' | 'lost';

export type CheckedCitation = Citation & { state: CitationState };

/**
 * Stored citations as they hold today: found again by document, else by the same file under another id, then by page and
 * span, else by the words themselves. Costs one query as long as no document was read again.
 */
export async function checkCitations(
  db: Database,
  { tenantId, citations }: { tenantId: string; citations: Citation[] },
): Promise<CheckedCitation[]> {
  const sources = await listSources(db, {
    tenantId,
    documentIds: [...new Set(citations.map(each => each.document_id))],
    sha256s: [...new Set(citations.flatMap(each => each.document_sha256 ?? []))],
  });
  const checked: CheckedCitation[] = [];
  for (const citation of citations) checked.push(await checkCitation(db, tenantId, citation, sources));
  return checked;
}

async function checkCitation(
  db: Database,
  tenantId: string,
  citation: Citation,
  sources: SourceDocument[],
): Promise<CheckedCitation> {
  const source =
    sources.find(each => each.id === citation.document_id) ??
    sources.find(each => each.sha256 === citation.document_sha256);
  if (source === undefined) return { ...citation, state: 'lost' };
  const isSameReading =
    source.id === citation.document_id && source.generation === citation.document_generation;
  // A chunk that a person wrote stands on no page.
  if (isSameReading || citation.spans.length === 0) return { ...citation, state: 'holds' };
  const numbers = [...new Set(citation.spans.map(([number]) => number))];
  const pages = await readSourcePages(db, { tenantId, source, numbers });
  const found = { ...citation, document_id: source.id };
  if (isQuotedAt(citation.spans, citation.quote, pages)) {
    const { spans } = citation;
    return { ...found, ...turnOfSpans(spans, pages), boxes: boxesOfSpans(spans, pages), state: 'holds' };
  }
  return (await findElsewhere(db, tenantId, found, source)) ?? { ...found, state: 'lost' };
}

/** On another page, or elsewhere on the same one; the parts of a quotation with an omission together. */
async function findElsewhere(
  db: Database,
  tenantId: string,
  citation: Citation,
  source: SourceDocument,
): Promise<CheckedCitation | undefined> {
  const [first = ''] = citation.quote.split(OMISSION);
  const page = await findQuotedPage(db, { tenantId, source, quote: first });
  const spans = page && locateQuote(citation.quote, page);
  if (page === undefined || spans === undefined) return undefined;
  const { number } = page;
  const boxes = boxesOfSpans(spans, [page]);
  const turn = turnOfSpans(spans, [page]);
  return { ...citation, ...turn, spans, boxes, page_start: number, page_end: number, state: 'moved' };
}
