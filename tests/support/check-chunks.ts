import { openChunker } from '#knowledge/chunk/open-chunker.ts';
import type { ExtractedPage } from '#knowledge/extract/extraction.ts';

const words = new Intl.Segmenter('und', { granularity: 'word' });
const maxCharacters = 1_000;

/** Cuts a document as ingestion does and returns what is wrong with its chunks, one sentence each. */
export function findChunkProblems(pages: ExtractedPage[]): string[] {
  const chunker = openChunker();
  const chunks = [...pages.flatMap(page => chunker.add(page)), ...chunker.end()];
  const texts = new Map(pages.map(page => [page.number, page]));
  return chunks.flatMap(chunk => {
    const parts = chunk.spans.map(([number, start, end]) => ({ page: texts.get(number)!, start, end }));
    const rebuilt = parts.map(({ page, start, end }) => page.text.slice(start, end)).join('\n');
    return [
      ...(rebuilt === chunk.text ? [] : [`chunk ${chunk.ordinal} is not what its spans say`]),
      ...parts.flatMap(({ page, start, end }) => [
        ...findCut(page, start),
        ...findCut(page, end),
        ...findBrokenRow(page, start, end),
      ]),
    ];
  });
}

/** A word that would fill a chunk alone may be cut. */
function findCut({ number, text }: ExtractedPage, at: number): string[] {
  if (at <= 0 || at >= text.length || /\s/.test(text[at - 1]!) || /\s/.test(text[at]!)) return [];
  const around = text.slice(Math.max(0, at - 2 * maxCharacters), at + 2 * maxCharacters);
  const from = Math.max(0, at - 2 * maxCharacters);
  const word = words.segment(around).containing(at - from)!;
  const isWhole = word.index === at - from || !word.isWordLike || word.segment.length > maxCharacters;
  return isWhole ? [] : [`page ${number} is cut inside “${word.segment}”`];
}

/** Rows that fit a chunk stay whole. */
function findBrokenRow({ number, text, blocks }: ExtractedPage, start: number, end: number): string[] {
  return [start, end].flatMap(at => {
    const table = blocks.find(block => block.kind === 'table' && block.start < at && at < block.end);
    if (!table) return [];
    const from = text.lastIndexOf('\n', at - 1) + 1;
    const lineEnd = text.indexOf('\n', at);
    const row = text.slice(from, lineEnd === -1 ? text.length : lineEnd);
    const isEdge = text.slice(from, at).trim() === '' || text.slice(at, from + row.length).trim() === '';
    return isEdge || row.length > maxCharacters / 2 ? [] : [`page ${number} is cut inside the row “${row}”`];
  });
}
