import type { Range } from './trim-range.ts';

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

// What the Unicode rules take for a sentence's end and a reader does not.
const title =
  /(?:^|[\s(“"'‘[])(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Col|Capt|Lt|Rev|Hon|vs|cf|e\.g|i\.e|approx|ca|al)\.\s*$/i;
const numbered = /(?:^|[\s(“"'‘[])(?:Fig|Figs|Eq|Eqs|Sec|Ch|No|Nos|Vol|pp|p|Art|Ref|Refs|Tab|App)\.\s*$/i;
const initial = /(?:^|[\s(.])\p{Lu}\.\s*$/u;
const listMark = /^[\s(]*(?:\d{1,3}(?:\.\d{1,3})*|[ivx]{1,4}|[a-z])[.)]\s*$/i;
const thai = /[\u0e00-\u0e7f]/;

/** Thai ends its sentences with a space, which also stands between clauses: pieces up to this length are joined. */
const THAI_SENTENCE_CHARACTERS = 160;

/**
 * The sentences of a text as `[start, end)` that together cover it, trailing white space included.
 * Line breaks inside count as spaces, abbreviations, initials and list numbers end nothing; Thai is split at its spaces.
 */
export function splitSentences(text: string): Range[] {
  // The Unicode rules end a sentence at each line break; on a page lines just wrap.
  const flat = text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ');
  const ranges: Range[] = [];
  let start = 0;
  for (const { index, segment } of sentences.segment(flat)) {
    const end = index + segment.length;
    if (end < flat.length && continues(flat.slice(start, end), flat[end]!)) continue;
    ranges.push(...splitThai(flat, [start, end]));
    start = end;
  }
  return ranges;
}

function continues(before: string, next: string): boolean {
  const tail = before.slice(-24);
  if (!/[.)]\s*$/.test(tail)) return false;
  return (
    title.test(tail) ||
    initial.test(tail) ||
    (before.length <= 24 && listMark.test(before)) ||
    (numbered.test(tail) && /[\d(IVX]/.test(next))
  );
}

function splitThai(text: string, [start, end]: Range): Range[] {
  const sentence = text.slice(start, end);
  if (sentence.length <= THAI_SENTENCE_CHARACTERS || !thai.test(sentence)) return [[start, end]];
  const ranges: Range[] = [];
  let from = start;
  let cut = start;
  for (const gap of sentence.matchAll(/(?<=[\u0e00-\u0e7f])\s+(?=[\u0e00-\u0e7f“"(])/g)) {
    const after = start + gap.index + gap[0].length;
    if (after - from > THAI_SENTENCE_CHARACTERS && cut > from) {
      ranges.push([from, cut]);
      from = cut;
    }
    cut = after;
  }
  if (end - from > THAI_SENTENCE_CHARACTERS && cut > from) {
    ranges.push([from, cut]);
    from = cut;
  }
  return [...ranges, [from, end]];
}
