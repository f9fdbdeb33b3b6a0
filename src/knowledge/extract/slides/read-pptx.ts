import { checkInflation } from '../archive/check-inflation.ts';
import { openZip, requireText } from '../archive/open-zip.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import { readRelationships } from '../archive/read-relationships.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { ExtractedPage, ExtractionWarning } from '../extraction.ts';
import type { FlowBlock } from '../flow/flow-block.ts';
import { makePart } from '../flow/split-parts.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { findAll, findChild, parseXml, textOf } from '../xml/parse-xml.ts';
import { readNotes, readSlide } from './read-slide.ts';

const presentationPart = 'ppt/presentation.xml';
const maxSlideCharacters = 200_000;

/** Reads a PowerPoint file slide by slide, each with its speaker notes behind it. */
export async function* readPptx(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes);
  await using zip = await openZip(request.path);
  const slides = await listSlides(zip);
  if (slides.length === 0) throw new ExtractionError('file-empty', { detail: 'It holds no slide.' });
  if (slides.length > request.limits.maxPages) throw new ExtractionError('too-many-pages');
  const title = await readTitle(zip);
  yield {
    type: 'document',
    document: {
      format: 'pptx',
      paged: true,
      pageCount: slides.length,
      ...(title ? { title } : {}),
      warnings: [],
    },
  };
  for (const [index, part] of slides.entries()) {
    const number = index + 1;
    if (number >= request.fromPage) yield { type: 'page', page: await readPage(zip, { part, number }) };
  }
}

/** In the order of the show; two entries may name one slide, which is then read once. */
async function listSlides(zip: OpenZip): Promise<string[]> {
  const presentation = parseXml(await requireText(zip, presentationPart));
  const targets = new Map(
    (await readRelationships(zip, presentationPart)).map(({ id, target }) => [id, target]),
  );
  const parts = findAll(presentation, 'sldId').map(slide => targets.get(slide.attributes['r:id'] ?? ''));
  return [...new Set(parts.filter(part => part !== undefined))];
}

async function readTitle(zip: OpenZip): Promise<string | undefined> {
  const core = await zip.readText('docProps/core.xml');
  const title = core && findChild(parseXml(core), 'coreProperties', 'title');
  return (title && textOf(title).replace(/\s+/g, ' ').trim()) || undefined;
}

async function readPage(
  zip: OpenZip,
  { part, number }: { part: string; number: number },
): Promise<ExtractedPage> {
  const xml = await zip.readText(part);
  if (xml === undefined) return withWarnings(makePart(number, []), [missingSlide(number)]);
  const slide = readSlide(xml);
  const notesPart = (await readRelationships(zip, part)).find(({ type }) => type === 'notesSlide')?.target;
  const notes = notesPart === undefined ? [] : readNotes((await zip.readText(notesPart)) ?? '');
  const { blocks, isCapped } = capBlocks([...slide.blocks, ...notes]);
  const page = makePart(number, blocks);
  return withWarnings(page, [
    ...(slide.isHidden ? [hiddenSlide(number)] : []),
    ...(slide.pictures > 0 && page.text.length < 50 ? [pictureSlide(number)] : []),
    ...(isCapped ? [cappedSlide(number)] : []),
  ]);
}

function capBlocks(blocks: FlowBlock[]): { blocks: FlowBlock[]; isCapped: boolean } {
  let room = maxSlideCharacters;
  const kept: FlowBlock[] = [];
  for (const block of blocks) {
    if (room <= 0) return { blocks: kept, isCapped: true };
    kept.push({ ...block, text: block.text.slice(0, room).toWellFormed() });
    room -= block.text.length;
  }
  return { blocks: kept, isCapped: room < 0 };
}

const withWarnings = (page: ExtractedPage, warnings: ExtractionWarning[]): ExtractedPage => ({
  ...page,
  warnings: [...page.warnings, ...warnings],
});

const missingSlide = (number: number): ExtractionWarning => ({
  code: 'page-missing',
  message: `Slide ${number} is named in the file but missing from it.`,
  nextStep: 'Open the file in its own program, save a new copy and upload that.',
});

const hiddenSlide = (number: number): ExtractionWarning => ({
  code: 'hidden-slide',
  message: `Slide ${number} is hidden in the show; it was read like the others.`,
  nextStep: 'Delete the slide and upload the file again if it is not meant to be found.',
});

const pictureSlide = (number: number): ExtractionWarning => ({
  code: 'image-not-read',
  message: `Slide ${number} is almost only pictures, and text in pictures of a slide is not read.`,
  nextStep: 'Export the slides as PDF and upload that: its pages are read by text recognition.',
});

const cappedSlide = (number: number): ExtractionWarning => ({
  code: 'text-truncated',
  message: `The text of slide ${number} ends after ${maxSlideCharacters} characters.`,
  nextStep: 'Split the slide into several ones.',
});
