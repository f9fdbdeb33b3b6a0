import { expect, test } from 'vitest';
import type { PdfWord } from '../pdf/pdf-engine.ts';
import { glueWords } from './glue-words.ts';
import { writePage } from './page-writer.ts';
import type { UprightWord } from './segment.ts';

test('Japanese is one run of text, whatever room its full stops leave and wherever its lines end', () => {
  expect(write(['バッタは歌った。', '2.7', '冬が来て、', '4', '雪で'], ['覆われた。'])).toBe(
    'バッタは歌った。冬が来て、雪で覆われた。',
  );
});

test('wide gaps part Japanese, and Korean and Latin words keep their spaces', () => {
  expect(write(['名前', '30', '住所'])).toBe('名前 住所');
  expect(write(['봄이', '2.7', '왔다.'], ['꽃이'])).toBe('봄이 왔다. 꽃이');
  expect(write(['the', '2.7', '蟻'], ['ant'])).toBe('the 蟻 ant');
});

/** Lines of words, each followed by the gap to the next one, in letters of 10 points. */
function write(...lines: string[][]): string {
  const words = lines.map((line, index) => {
    let left = 0;
    return line.flatMap((part, place): UprightWord[] => {
      if (place % 2 === 1) {
        left += Number(part);
        return [];
      }
      const word = makeWord(part, left, index * 14);
      left = word.right;
      return [word];
    });
  });
  return writePage([{ kind: 'paragraph', lines: words.map(line => glueWords(line)) }]).text;
}

function makeWord(text: string, left: number, top: number): UprightWord {
  const [width, height] = [text.length * 10, 10];
  const source = { text, x: left, y: top, width, height, fontSize: 10, order: top, joined: false } as PdfWord;
  return { left, top, right: left + width, bottom: top + height, source };
}
