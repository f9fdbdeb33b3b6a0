import { expect, test } from 'vitest';
import { markCitations } from './mark-citations.ts';

const text = (value: string) => ({ type: 'text', value });
const marker = (index: number) => ({
  type: 'citationMarker',
  data: { hName: 'citation-marker', hProperties: { index } },
});

function mark(...children: object[]) {
  const tree = { type: 'root', children: [{ type: 'paragraph', children }] };
  markCitations()(tree as never);
  return tree.children[0]?.children;
}

test('markers in running text become elements, also inside emphasis', () => {
  expect(mark(text('so [1]'), { type: 'strong', children: [text('[2]')] })).toEqual([
    text('so '),
    marker(1),
    { type: 'strong', children: [marker(2)] },
  ]);
});

test('code keeps its brackets', () => {
  const code = { type: 'inlineCode', value: 'list[1]' };
  expect(mark(code)).toEqual([code]);
});

test('a text cannot turn a marker into a link of its own', () => {
  const link = { type: 'linkReference', label: '1', children: [text('1')] };
  expect(mark(link, { type: 'definition', label: '1', url: 'https://evil.test' })).toEqual([marker(1)]);
});

test('a link by reference that cites nothing stays as its words', () => {
  expect(mark({ type: 'linkReference', label: 'report', children: [text('the report')] })).toEqual([
    text('the report'),
  ]);
});
