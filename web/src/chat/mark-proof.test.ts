import { expect, test } from 'vitest';
import { markProof } from './mark-proof.ts';
import type { SentenceProof } from '#api/conversations.ts';

const sentence = (start: number, end: number, verdict: SentenceProof['verdict']): SentenceProof => ({
  start,
  end,
  verdict,
  cites: [1],
  problems: [],
  quotation: null,
});

const text = (value: string, start: number) => ({
  type: 'text',
  value,
  position: { start: { offset: start }, end: { offset: start + value.length } },
});

function mark(sentences: SentenceProof[], ...children: object[]) {
  const tree = { type: 'root', children: [{ type: 'paragraph', children }] };
  markProof(sentences)()(tree as never);
  return JSON.stringify(tree.children[0]!.children.map(outline));
}

/** Marks as `<verdict>…`, notes as `?start`. */
function outline(node: any): unknown {
  if (node.type === 'text') return node.value;
  if (node.type === 'proofNote') return `?${node.data.hProperties.start}`;
  const children = node.children.map(outline);
  return node.type === 'proofMark' ? [`<${node.data.hProperties.verdict}>`, ...children] : children;
}

test('only the sentence in doubt is marked, and a note follows it', () => {
  const marked = mark(
    [sentence(0, 8, 'supported'), sentence(9, 17, 'unsupported')],
    text('It rose. It fell. So.', 0),
  );
  expect(marked).toBe('["It rose. ",["<unsupported>","It fell.","?9"]," So."]');
});

test('a sentence that emphasis cuts is marked in pieces, with one note at its end', () => {
  const marked = mark(
    [sentence(0, 20, 'partial')],
    text('It ', 0),
    { type: 'strong', children: [text('fell', 5)] },
    text(' by five.', 11),
  );
  expect(marked).toBe('[["<partial>","It "],[["<partial>","fell"]],["<partial>"," by five.","?0"]]');
});

test('what is supported or claims nothing is left alone', () => {
  expect(mark([sentence(0, 8, 'supported'), sentence(9, 12, 'no-claim')], text('It rose. So?', 0))).toBe(
    '["It rose. So?"]',
  );
});
