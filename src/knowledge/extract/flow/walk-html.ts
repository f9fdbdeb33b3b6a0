import type { FlowBlock } from './flow-block.ts';
import { cleanText } from '../text/clean-text.ts';
import { collectText } from './collect-text.ts';
import { readHtmlTable } from './read-html-table.ts';

const dropped = new Set(
  'script style noscript template nav iframe object svg canvas head title link meta base button select textarea dialog'.split(
    ' ',
  ),
);
const containers = new Set(
  (
    'html body div section article main header footer aside figure figcaption blockquote form fieldset details ' +
    'summary address center dl dt dd ul ol li p pre table hr h1 h2 h3 h4 h5 h6 tbody thead tr td th hgroup picture'
  ).split(' '),
);

/** Walks the tree once; whatever is not a block gathers as a paragraph. */
export function walkHtml(root: Element): FlowBlock[] {
  const blocks: FlowBlock[] = [];
  const walk = (element: Element, listMark: string): void => {
    let inline: Node[] = [];
    const flush = (): void => {
      const text = cleanInline(inline.map(node => collectText(node)).join(''));
      inline = [];
      if (text === '') return;
      const item = listMark !== '' && element.localName === 'li' && !itemHasStarted;
      itemHasStarted = true;
      blocks.push(item ? { kind: 'list-item', text: `${listMark} ${text}` } : { kind: 'paragraph', text });
    };
    let itemHasStarted = false;
    for (const node of Array.from(element.childNodes)) {
      const child = asElement(node);
      if (child && isDropped(child)) continue;
      if (!child || !isBlock(child)) {
        inline.push(node);
        continue;
      }
      flush();
      visit(child, listMark);
    }
    flush();
  };
  const visit = (element: Element, listMark: string): void => {
    const name = element.localName;
    const [, level] = /^h([1-6])$/.exec(name) ?? [];
    if (level)
      pushText(blocks, { kind: 'heading', level: Number(level), text: cleanInline(collectText(element)) });
    else if (name === 'pre') pushText(blocks, { kind: 'code', text: trimCode(element.textContent ?? '') });
    else if (name === 'table') visitTable(element, listMark);
    else if (name === 'ul' || name === 'ol') visitList(element);
    else walk(element, name === 'li' ? listMark : '');
  };
  const visitTable = (element: Element, listMark: string): void => {
    const table = readHtmlTable(element);
    if (table) blocks.push({ kind: 'table', text: table });
    else walk(element, listMark);
  };
  const visitList = (list: Element): void => {
    const start = Number(list.getAttribute('start') ?? 1) || 1;
    Array.from(list.children).forEach((item, index) => {
      if (isDropped(item)) return;
      visit(item, list.localName === 'ol' ? `${start + index}.` : '-');
    });
  };
  walk(root, '');
  return blocks;
}

function asElement(node: Node): Element | undefined {
  return node.nodeType === 1 ? (node as Element) : undefined;
}

function isDropped(element: Element): boolean {
  return (
    dropped.has(element.localName) ||
    element.getAttribute('role') === 'navigation' ||
    element.getAttribute('aria-hidden') === 'true' ||
    element.hasAttribute('hidden')
  );
}

// An inline element that holds blocks (a link around a heading) is walked like a block.
function isBlock(element: Element): boolean {
  if (containers.has(element.localName)) return true;
  return Array.from(element.children).some(child => isBlock(child));
}

function pushText(blocks: FlowBlock[], block: FlowBlock): void {
  if (block.text !== '') blocks.push(block);
}

function cleanInline(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function trimCode(text: string): string {
  return cleanText(text).replace(/^\s*\n|\s+$/g, '');
}
