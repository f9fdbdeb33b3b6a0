import { expect, test } from 'vitest';
import type { Block } from '#knowledge/extract/extraction.ts';
import { findChunkProblems } from '#tests/support/check-chunks.ts';

/** A page that an extractor cut into two blocks at a wrong place. */
function pageCutAt(text: string, at: number) {
  const blocks: Block[] = [
    { kind: 'paragraph', start: 0, end: at },
    { kind: 'paragraph', start: at, end: text.length },
  ];
  return { number: 1, text, blocks, words: [], warnings: [] };
}

test.each([
  ['harbour', 'The ships lie here. '.repeat(47), 'The harbour bears them. '.repeat(40)],
  ['ท่าเรือ', 'เรือจอดที่นี่ '.repeat(70), 'มีท่าเรืออยู่ '.repeat(70)],
])('a cut inside “%s” is found', (word, before, after) => {
  const text = before + after;
  const at = text.indexOf(word) + 4;
  expect(findChunkProblems([pageCutAt(text, at)]).join()).toContain('is cut inside');
  expect(findChunkProblems([pageCutAt(text, before.length)])).toEqual([]);
});
