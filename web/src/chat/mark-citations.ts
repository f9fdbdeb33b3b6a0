import { splitCitations } from './split-citations.ts';

/** The little of a Markdown tree that this file touches. */
interface Node {
  type: string;
  value?: string;
  label?: string;
  children?: Node[];
  data?: { hName: string; hProperties: { index: number } };
}

/**
 * A remark plugin: `[1]` in running text becomes a `citation-marker` element. Code keeps its brackets. A text that defines
 * `[1]: http://…` itself would turn the marker into a foreign link, so definitions are dropped and such links are markers.
 */
export function markCitations() {
  return (tree: Node) => markInside(tree);
}

function markInside(node: Node): void {
  if (!node.children) return;
  node.children = node.children.flatMap(markNode);
  for (const child of node.children) markInside(child);
}

function markNode(node: Node): Node[] {
  if (node.type === 'definition') return [];
  if (node.type === 'linkReference') {
    return splitText(`[${node.label ?? ''}]`) ?? node.children ?? [];
  }
  if (node.type === 'text') return splitText(node.value ?? '') ?? [node];
  return [node];
}

/** The pieces of a text that cites; null for one that does not. */
function splitText(text: string): Node[] | null {
  const pieces = splitCitations(text);
  if (!pieces.some(piece => typeof piece === 'number')) return null;
  return pieces.map(piece =>
    typeof piece === 'number'
      ? { type: 'citationMarker', data: { hName: 'citation-marker', hProperties: { index: piece } } }
      : { type: 'text', value: piece },
  );
}
