import type { Passage } from '#chat/answer/passage.ts';
import type { Database } from '#kernel/db/database.ts';
import { measureContents, readPassageTexts } from '#knowledge/contents/read-contents.ts';
import type { PassageSize, ReadDocument } from '#knowledge/contents/read-contents.ts';
import type { Reader } from '../keyless/pool/open-reader.ts';
import type { PlannedSection } from '../write/queries.ts';
import { charactersOf, cutSections, MAX_SECTION_CHARACTERS } from './cut-sections.ts';
import { nameSection } from './name-section.ts';

export interface Plan {
  sections: PlannedSection[];
  /** What there is; what is read may be less. */
  passagesTotal: number;
}

/** Of more passages than these nobody could say what the others hold. */
const MAX_PASSAGES = 20_000;
/** In one section: more would be numbers that a model mixes up. */
const MAX_SECTION_PASSAGES = 200;

/** What is read for an insight, section by section; sections that would be too long keep their most central passages. */
export async function planInsight(
  deps: { db: Database; reader: Reader },
  options: { tenantId: string; documents: ReadDocument[]; signal: AbortSignal },
): Promise<Plan> {
  const { tenantId, documents } = options;
  const documentIds = documents.map(each => each.id);
  const sizes = await measureContents(deps.db, { tenantId, documentIds, limit: MAX_PASSAGES });
  const cut = cutSections(sizes);
  const sections: PlannedSection[] = [];
  for (const part of cut) {
    const passages = await readSection(deps, part, options);
    if (passages.length === 0) continue;
    sections.push({ number: sections.length + 1, title: nameSection(part, { cut, documents }), passages });
  }
  return { sections, passagesTotal: sizes.length };
}

async function readSection(
  { db, reader }: { db: Database; reader: Reader },
  part: PassageSize[],
  { tenantId, documents, signal }: { tenantId: string; documents: ReadDocument[]; signal: AbortSignal },
): Promise<Passage[]> {
  const texts = await readPassageTexts(db, { tenantId, ids: part.map(each => each.id) });
  const there = part.filter(each => texts.has(each.id));
  const limits = { maxCharacters: MAX_SECTION_CHARACTERS, maxPassages: MAX_SECTION_PASSAGES };
  const fits = charactersOf(there) <= limits.maxCharacters && there.length <= limits.maxPassages;
  const kept = fits
    ? there
    : (
        await reader.choosePassages(
          there.map(each => texts.get(each.id)!.text),
          { limits, signal },
        )
      ).map(place => there[place]!);
  const byId = new Map(documents.map(each => [each.id, each]));
  return kept.map((each, place) =>
    passageOf(each, { place, document: byId.get(each.document_id)!, ...texts.get(each.id)! }),
  );
}

const passageOf = (
  size: PassageSize,
  more: { place: number; document: ReadDocument; text: string; spans: Passage['spans'] },
): Passage => ({
  index: more.place + 1,
  chunkId: size.id,
  documentId: size.document_id,
  documentTitle: more.document.title,
  paged: more.document.paged,
  pageStart: size.page_start,
  pageEnd: size.page_end,
  headings: size.headings,
  text: more.text,
  spans: more.spans,
});
