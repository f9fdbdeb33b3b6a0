import { readFile } from 'node:fs/promises';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface Mark {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Glyph {
  text: string;
  x: number;
  y: number;
}

/** Pages of a PDF as the drawing program itself places their letters: not through what Quarry read of them. */
export async function openPdf(file: string): Promise<{ read(page: number, marks: Mark[]): Promise<string> }> {
  const data = new Uint8Array(await readFile(file));
  const pdf = await getDocument({ data, verbosity: 0 }).promise;
  const pages = new Map<number, Glyph[]>();
  return {
    async read(number, marks) {
      const glyphs = pages.get(number) ?? (await listGlyphs(await pdf.getPage(number)));
      pages.set(number, glyphs);
      const isUnder = ({ x, y }: Glyph) =>
        marks.some(mark => x > mark.x && x < mark.x + mark.width && y > mark.y && y < mark.y + mark.height);
      return glyphs
        .filter(isUnder)
        .map(glyph => glyph.text)
        .join('');
    },
  };
}

type PdfPage = Awaited<ReturnType<Awaited<ReturnType<typeof getDocument>['promise']>['getPage']>>;

/** The middle of each letter, in points from the top left corner; within a run they are taken to be equally wide. */
async function listGlyphs(page: PdfPage): Promise<Glyph[]> {
  const [left = 0, , , top = 0] = page.view;
  const { items } = await page.getTextContent();
  return items.flatMap(item => {
    if (!('str' in item)) return [];
    const [, , , height, x, y] = item.transform as [number, number, number, number, number, number];
    const letters = Array.from(item.str);
    return letters.map((text, index) => ({
      text,
      x: x - left + ((index + 0.5) * item.width) / letters.length,
      y: top - y - height * 0.3,
    }));
  });
}

/** How alike two texts are, 0 … 1: the share of pairs of letters that they have in common (Dice, 1945). */
export function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  let shared = 0;
  for (const [pair, count] of a) shared += Math.min(count, b.get(pair) ?? 0);
  const total = sum(a) + sum(b);
  return total === 0 ? 0 : (2 * shared) / total;
}

function pairsOf(text: string): Map<string, number> {
  // White space, and the bars and dashes that Markdown draws tables with, are no ink on the page.
  const letters = text
    .normalize('NFKD')
    .replace(/[\s\u00ad\u200b|…]|-{3,}/g, '')
    .toLowerCase();
  const pairs = new Map<string, number>();
  for (let index = 0; index + 1 < letters.length; index++) {
    const pair = letters.slice(index, index + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);
