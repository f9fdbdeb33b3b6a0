import { setImmediate as othersHadTheirTurn } from 'node:timers/promises';
import { toPassagePart } from '#chat/answer/passage.ts';
import type { Passage } from '#chat/answer/passage.ts';
import { citeClaim } from '#chat/answer/cite-claim.ts';
import { citePassage } from '#chat/answer/cite-passage.ts';
import { MarkerFilter } from '#chat/answer/filter-markers.ts';
import type { Citation, PassagePart } from '#chat/answer/answer-part.ts';
import { judgeAnswer } from '#chat/proof/judge-answer.ts';
import type { DraftSection, QuotedItem } from '../kinds/insight-kind.ts';
import type { CitationRow, CitedItem, Entry } from '../queries.ts';

/** Three digits are all that a marker has. */
const MAX_CITATIONS = 999;

/** The citations of an insight, one number for each quotation. */
export class CitationBook {
  readonly #rows: CitationRow[];
  readonly #byQuotation = new Map<string, number>();

  constructor(rows: CitationRow[]) {
    this.#rows = [...rows];
    for (const { index, citation } of rows) this.#byQuotation.set(keyOf(citation), index);
  }

  /** The number of a quotation, a new one where it has none yet; undefined when there are too many. */
  numberOf(citation: Citation, passage: Passage): number | undefined {
    const key = keyOf(citation);
    const known = this.#byQuotation.get(key);
    if (known !== undefined) return known;
    const index = this.#rows.length + 1;
    if (index > MAX_CITATIONS) return undefined;
    this.#rows.push({ index, citation: { ...citation, index }, passage: passage.text });
    this.#byQuotation.set(key, index);
    return index;
  }

  get rows(): readonly CitationRow[] {
    return this.#rows;
  }

  /** Each as a passage of its own number, to judge by. */
  passages(): PassagePart[] {
    return this.#rows.map(({ index, citation, passage }) => ({ ...placeOf(citation), index, text: passage }));
  }
}

const keyOf = ({ chunk_id: chunk, quote }: Citation): string => `${chunk}\n${quote}`;

const placeOf = (citation: Citation): Omit<PassagePart, 'index' | 'text'> => ({
  chunk_id: citation.chunk_id,
  document_id: citation.document_id,
  document_title: citation.document_title,
  paged: citation.paged,
  page_start: citation.page_start,
  page_end: citation.page_end,
  headings: citation.headings,
});

/**
 * A section with each marker of a passage turned into the number of the sentence that it was set for, and with what its
 * sources say of each text. Markers that the model invented are gone.
 */
export function citeDraft(draft: DraftSection, passages: Passage[], book: CitationBook): Promise<Entry[]> {
  const given = passages.map(toPassagePart);
  return mapItems(draft, item => {
    const text =
      typeof item === 'string' ? citeText(item, passages, book) : citeQuotation(item, passages, book);
    return judge(text, book, given);
  });
}

/** The same for texts whose markers are citations already. */
export function citeOverview(draft: DraftSection, book: CitationBook): Promise<Entry[]> {
  return mapItems(draft, item => {
    const filter = new MarkerFilter(index => index >= 1 && index <= book.rows.length);
    const raw = typeof item === 'string' ? item : item.text;
    return judge((filter.push(raw) + filter.end()).trim(), book, book.passages());
  });
}

/** Judging a text takes milliseconds: between two of them the worker's other jobs have their turn. */
async function mapItems(
  draft: DraftSection,
  toItem: (item: string | QuotedItem) => CitedItem | undefined,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const { heading, items } of draft.entries) {
    const cited: CitedItem[] = [];
    for (const item of items) {
      await othersHadTheirTurn();
      const made = toItem(item);
      if (made !== undefined) cited.push(made);
    }
    if (cited.length > 0)
      entries.push({ heading: heading === null ? null : withoutMarkers(heading), items: cited });
  }
  return entries;
}

function citeText(raw: string, passages: Passage[], book: CitationBook): string {
  const filter = new MarkerFilter(index => passages.some(each => each.index === index));
  // Line breaks would be paragraphs of their own, each judged without the markers of the others.
  const text = (filter.push(raw) + filter.end()).replaceAll(/\s+/g, ' ').trim();
  return text.replaceAll(/\[(\d{1,3})\]/g, (_marker, number: string, offset: number) => {
    const passage = passages.find(each => each.index === Number(number))!;
    const index = book.numberOf(citeClaim(passage, text.slice(0, offset)), passage);
    return index === undefined ? '' : `[${index}]`;
  });
}

function citeQuotation(item: QuotedItem, passages: Passage[], book: CitationBook): string {
  const passage = passages.find(each => each.index === item.passage)!;
  const index = book.numberOf(citePassage(passage, [item]), passage);
  return index === undefined ? item.text : `${item.text} [${index}]`;
}

/** By what it cites; where it cites nothing, by all that was given. */
function judge(text: string, book: CitationBook, given: PassagePart[]): CitedItem | undefined {
  if (text === '') return undefined;
  const numbers = new Set([...text.matchAll(/\[(\d{1,3})\]/g)].map(match => Number(match[1])));
  const cited = book.passages().filter(each => numbers.has(each.index));
  return { text, sentences: judgeAnswer(text, cited.length > 0 ? cited : given) };
}

/** Of a heading or a title: what it says stands in the texts below it, with their sources. */
export const withoutMarkers = (text: string): string =>
  text
    .replaceAll(/\s*\[\d{1,3}\]/g, '')
    .replaceAll('\0', '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toWellFormed();
