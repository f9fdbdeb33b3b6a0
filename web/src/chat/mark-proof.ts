import type { SentenceProof } from '#api/conversations.ts';

/** The little of a Markdown tree that this file touches. */
interface Node {
  type: string;
  value?: string;
  children?: Node[];
  position?: { start: { offset?: number }; end: { offset?: number } };
  data?: { hName: string; hProperties: Record<string, unknown> };
}

/**
 * A remark plugin: sentences that their sources do not fully support are wrapped in `proof-mark`, piece by piece where
 * emphasis cuts them, and followed by a `proof-note` that explains why. Runs before citations are marked.
 */
export function markProof(sentences: SentenceProof[]) {
  const doubtful = sentences.filter(isDoubtful);
  return () => (tree: Node) => {
    const last = new Map<SentenceProof, Node>();
    markInside(tree, doubtful, last);
    for (const [sentence, piece] of last) piece.children?.push(noteOf(sentence));
  };
}

export const isDoubtful = ({ verdict }: SentenceProof): boolean =>
  verdict === 'unsupported' || verdict === 'partial';

/** In the order of the text: the last piece of a sentence is the one that its note follows. */
function markInside(node: Node, sentences: SentenceProof[], last: Map<SentenceProof, Node>): void {
  if (!node.children) return;
  node.children = node.children.flatMap(child => {
    if (isText(child)) return markText(child, sentences, last);
    markInside(child, sentences, last);
    return [child];
  });
}

const isText = ({ type }: Node): boolean => type === 'text';

function markText(node: Node, sentences: SentenceProof[], last: Map<SentenceProof, Node>): Node[] {
  const value = node.value ?? '';
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  // An entity or an escape stands for other characters than it is written with: then the piece is marked whole.
  const isLiteral = start !== undefined && end === start + value.length;
  if (start === undefined || end === undefined) return [node];
  const pieces: Node[] = [];
  let done = 0;
  for (const sentence of sentences) {
    if (sentence.end <= start || sentence.start >= end) continue;
    const from = isLiteral ? Math.max(sentence.start - start, done) : 0;
    const to = isLiteral ? Math.min(sentence.end - start, value.length) : value.length;
    if (to <= from || from < done) continue;
    if (from > done) pieces.push({ type: 'text', value: value.slice(done, from) });
    const mark = markOf(sentence, value.slice(from, to));
    pieces.push(mark);
    last.set(sentence, mark);
    done = to;
  }
  if (done < value.length) pieces.push({ type: 'text', value: value.slice(done) });
  return pieces;
}

const markOf = ({ verdict }: SentenceProof, value: string): Node => ({
  type: 'proofMark',
  children: [{ type: 'text', value }],
  data: { hName: 'proof-mark', hProperties: { verdict } },
});

const noteOf = ({ start }: SentenceProof): Node => ({
  type: 'proofNote',
  data: { hName: 'proof-note', hProperties: { start } },
});
