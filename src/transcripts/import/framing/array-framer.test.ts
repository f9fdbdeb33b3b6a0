import { expect, test } from 'vitest';
import { ArrayFramer } from './array-framer.ts';
import type { Frame } from './frame.ts';
import { LineFramer } from './line-framer.ts';
import type { Framer } from './frame.ts';

const item = (n: number, text = 'hello') =>
  `{"external_id":"${n}","turns":[{"speaker":"a","text":"${text}"}]}`;

function frame(framer: Framer, text: string, chunkBytes: number): Frame[] {
  const bytes = Buffer.from(text);
  const frames: Frame[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes)
    frames.push(...framer.push(bytes.subarray(at, at + chunkBytes)));
  return [...frames, ...framer.end().frames];
}

const shown = (frames: Frame[]) => frames.map(each => each.fault ?? each.bytes?.toString());

const chunkings = [1, 2, 3, 7, 64, 10_000];

test.each(chunkings)(
  'items come out byte for byte, however the file is cut (%i bytes a chunk)',
  chunkBytes => {
    const tricky = item(2, 'a \\"quote\\" \\\\\\\\ [{,}] ü');
    const text = `\n[ ${item(1)} ,\n${tricky}, 3, "x,]", [1,{"a":2}] , ${item(4)}]\n`;
    const frames = frame(new ArrayFramer([]), text, chunkBytes);
    expect(shown(frames)).toEqual([item(1), tricky, '3', '"x,]"', 'broken', item(4)]);
    const bytes = Buffer.from(text);
    for (const each of frames) expect(bytes.subarray(each.start, each.end)).toEqual(each.bytes);
  },
);

test.each([
  ['a quote is missing', item(2).replace('"2"', '"2')],
  ['a text has no end', item(2).replace('hello"', 'hello')],
  ['a brace is missing', item(2).slice(0, -1)],
  ['a bracket is missing', item(2).replace(']', '')],
  ['a bracket is too many', item(2).replace(']', ']]')],
  ['a brace is too many', item(2).replace('}]', '}}]')],
  ['the item has no begin', item(2).slice(1)],
  ['a bracket closes the array too early', `${item(2)}]`],
])('where %s, the other items are found all the same', (_, broken) => {
  for (const between of [',', ',\n'])
    for (const chunkBytes of chunkings) {
      const text = `[${[item(1), broken, item(3), item(4)].join(between)}]`;
      const whole = shown(frame(new ArrayFramer([]), text, chunkBytes));
      for (const n of [1, 3, 4]) expect(whole.filter(each => each === item(n))).toHaveLength(1);
    }
});

test('a file that is cut keeps what was whole and says where it ended', () => {
  const text = `[${item(1)},${item(2)},${item(3).slice(0, 20)}`;
  const framer = new ArrayFramer([]);
  expect(shown(frame(framer, text, 8))).toEqual([item(1), item(2), 'cut']);
  expect(framer.end()).toMatchObject({ complete: false, at: text.length });
});

test('the array is found at any depth, and what looks like it elsewhere is not taken', () => {
  const decoy = { transcripts: [1], data: [{ transcripts: [2] }], text: '"data":{"transcripts":[' };
  const text = JSON.stringify({ a: decoy, data: { no: decoy, transcripts: [3, 4] }, transcripts: [5] });
  for (const chunkBytes of chunkings)
    expect(shown(frame(new ArrayFramer(['data', 'transcripts']), text, chunkBytes))).toEqual(['3', '4']);
});

test('reading goes on behind any item as if it had never stopped', () => {
  const text = `[${[1, 2, 3, 4, 5].map(n => item(n)).join(' , ')}]`;
  const framer = new ArrayFramer([]);
  const first = framer.push(Buffer.from(text.slice(0, 150)));
  const { position } = framer;
  const rest = frame(new ArrayFramer([], position), text.slice(position.offset), 9);
  expect([...shown(first), ...shown(rest)]).toEqual([1, 2, 3, 4, 5].map(n => item(n)));
  expect(rest.at(-1)?.number).toBe(5);
});

test.each(chunkings)('lines come out byte for byte (%i bytes a chunk)', chunkBytes => {
  const text = `${item(1)}\r\n\n  \n{"broken\n${item(2)}`;
  const frames = frame(new LineFramer(), text, chunkBytes);
  expect(shown(frames)).toEqual([`${item(1)}\r`, '{"broken', item(2)]);
  expect(frames.map(each => each.number)).toEqual([1, 4, 5]);
});
