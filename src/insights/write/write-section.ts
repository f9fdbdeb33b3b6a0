import type { LanguageModel } from '#ai/complete.ts';
import { placeCitations } from '#chat/citations/place-citations.ts';
import { renderQuote } from '#chat/answer/render-quote.ts';
import type { Passage } from '#chat/answer/passage.ts';
import type { Citation } from '#chat/answer/answer-part.ts';
import type { Database } from '#kernel/db/database.ts';
import type { DraftSection, InsightKind, KeylessMethod, QuotedItem } from '../kinds/insight-kind.ts';
import type { Reader } from '../keyless/pool/open-reader.ts';
import type { FoundUnit } from '../keyless/find-sentences.ts';
import type { CitationRow, Entry, InsightRow, SectionRow } from '../queries.ts';
import { buildOverviewRequest, buildSectionRequest } from './build-request.ts';
import { CitationBook, citeDraft, citeOverview, withoutMarkers } from './cite-draft.ts';
import { askForJson } from './read-reply.ts';

export interface WrittenSection {
  title: string;
  entries: Entry[];
  /** Those that are new in it. */
  citations: CitationRow[];
}

interface SectionToWrite {
  insight: InsightRow;
  kind: InsightKind;
  section: SectionRow;
  /** How many sections there are, the overview not counted. */
  sections: number;
  /** So far. */
  citations: CitationRow[];
  signal: AbortSignal;
}

/** A section from its passages, by a model. @throws InsightFailure, ProviderError */
export async function writeWithModel(
  deps: { db: Database; model: LanguageModel },
  work: SectionToWrite & { passages: Passage[] },
): Promise<WrittenSection> {
  const { insight, kind, passages, signal } = work;
  const { instructions, language } = insight;
  const { schema, ask, toDraft } = kind;
  const asked = { ask: ask(work), schema, instructions, language };
  const request = buildSectionRequest({ ...asked, passages });
  return cite(deps.db, work, toDraft(await askForJson(deps.model, request, { schema, signal })));
}

/** The overview from the sections, by a model; its numbers are those of their citations. */
export async function writeOverview(
  deps: { model: LanguageModel },
  work: SectionToWrite & { written: SectionRow[] },
): Promise<WrittenSection> {
  const { insight, kind, written, signal } = work;
  const { schema, ask, toDraft } = kind.overview!;
  const { instructions, language } = insight;
  const asked = { ask: ask(work), schema, instructions, language };
  const request = buildOverviewRequest({ ...asked, sections: written });
  const draft = toDraft(await askForJson(deps.model, request, { schema, signal }));
  const entries = await citeOverview(draft, new CitationBook(work.citations));
  return { title: titleOf(draft, work.section), entries, citations: [] };
}

/** A section of quotations alone. */
export async function writeKeyless(
  deps: { db: Database; reader: Reader },
  work: SectionToWrite & { passages: Passage[] },
): Promise<WrittenSection> {
  const method = work.kind.keyless!;
  const passages = work.passages.map(({ index: number, text, headings }) => ({ number, text, headings }));
  const asked = { count: method.count(work), signal: work.signal };
  if (method.find === 'questions') {
    const found = await deps.reader.findQuestions(passages, asked);
    const entries = found.map(({ unit, answers }) => ({
      heading: unit.text,
      items: answers.map(toItem),
    }));
    return cite(deps.db, work, { title: null, entries });
  }
  const found = await deps.reader.findSentences(passages, asked);
  return cite(deps.db, work, { title: null, entries: groupUnits(found, method) });
}

function groupUnits(found: FoundUnit[], { byHeading }: KeylessMethod): DraftSection['entries'] {
  if (!byHeading) return found.length === 0 ? [] : [{ heading: null, items: found.map(toItem) }];
  const groups = Map.groupBy(found, each => each.headings.at(-1) ?? null);
  return [...groups].map(([heading, units]) => ({ heading, items: units.map(toItem) }));
}

const toItem = ({ passage, unit }: FoundUnit): QuotedItem => ({
  text: renderQuote(unit),
  passage,
  start: unit.start,
  end: unit.end,
});

async function cite(
  db: Database,
  work: SectionToWrite & { passages: Passage[] },
  draft: DraftSection,
): Promise<WrittenSection> {
  const book = new CitationBook(work.citations);
  const entries = await citeDraft(draft, work.passages, book);
  const fresh = book.rows.slice(work.citations.length);
  const placed = await place(db, work.insight.tenant_id, fresh);
  return { title: titleOf(draft, work.section), entries, citations: placed };
}

const titleOf = (draft: DraftSection, section: SectionRow): string =>
  withoutMarkers(draft.title ?? '') || section.title;

/** With the lines they stand on, and which reading of which file that is. */
async function place(db: Database, tenantId: string, rows: CitationRow[]): Promise<CitationRow[]> {
  const placed: CitationRow[] = [];
  const parts = placeCitations(db, tenantId, asParts(rows));
  for await (const part of parts) {
    if (part.type !== 'citation') continue;
    const { type: _type, ...citation } = part;
    placed.push({ ...rows[placed.length]!, citation });
  }
  return placed;
}

async function* asParts(rows: CitationRow[]): AsyncGenerator<{ type: 'citation' } & Citation> {
  for (const { citation } of rows) yield { type: 'citation', ...citation };
}
