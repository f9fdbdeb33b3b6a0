import type { FlowBlock } from '../flow/flow-block.ts';
import { renderTable } from '../flow/render-table.ts';
import { cleanText } from '../text/clean-text.ts';
import { elementsOf, findAll, findChild } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

const dropped = ['tracked-changes', 'annotation', 'sequence-decls', 'forms', 'table-of-content'];
const maxColumns = 200;

/** The blocks below an element of an OpenDocument text, in order. */
export function walkOdt(element: XmlElement): FlowBlock[] {
  return elementsOf(element).flatMap(child => {
    if (dropped.includes(child.name)) return [];
    if (child.name === 'h') return blocksOf(child, { kind: 'heading', level: levelOf(child) });
    if (child.name === 'p') return blocksOf(child, { kind: 'paragraph' });
    if (child.name === 'list') return walkList(child);
    return child.name === 'table' ? walkTable(child) : walkOdt(child);
  });
}

/** Its text, and its footnotes as blocks behind it. */
function blocksOf(element: XmlElement, shape: Omit<FlowBlock, 'text'>): FlowBlock[] {
  const text = inlineText(element);
  const notes = findAll(element, 'note').map(note => {
    const body = findChild(note, 'note-body');
    return { kind: 'footnote' as const, text: `${citationOf(note)} ${body ? inlineText(body) : ''}`.trim() };
  });
  return [{ ...shape, text }, ...notes].filter(block => block.text !== '');
}

const levelOf = (heading: XmlElement): number =>
  Math.min(Math.max(Number(heading.attributes['outline-level']) || 1, 1), 6);

const citationOf = (note: XmlElement): string => {
  const citation = findChild(note, 'note-citation');
  return citation ? inlineText(citation) : '';
};

function walkList(list: XmlElement): FlowBlock[] {
  return elementsOf(list).flatMap(item => {
    if (item.name !== 'list-item' && item.name !== 'list-header') return [];
    const [first, ...others] = walkOdt(item);
    if (!first) return [];
    return first.kind === 'paragraph'
      ? [{ kind: 'list-item' as const, text: `- ${first.text}` }, ...others]
      : [first, ...others];
  });
}

function walkTable(table: XmlElement): FlowBlock[] {
  const rows = findAll(table, 'table-row')
    .map(cellsOf)
    .filter(row => row.some(cell => cell !== ''));
  const columns = Math.max(0, ...rows.map(row => row.findLastIndex(cell => cell !== '') + 1));
  if (columns === 0) return [];
  // A table of one column frames prose.
  if (columns === 1) return rows.map(([text = '']) => ({ kind: 'paragraph', text }));
  return [{ kind: 'table', text: renderTable(rows.map(row => row.slice(0, columns))) }];
}

function cellsOf(row: XmlElement): string[] {
  const cells = elementsOf(row).filter(each => ['table-cell', 'covered-table-cell'].includes(each.name));
  return cells
    .flatMap(cell => {
      const text = elementsOf(cell)
        .map(each => inlineText(each))
        .join(' ')
        .trim();
      const repeats = Number(cell.attributes['number-columns-repeated']) || 1;
      return Array.from({ length: Math.min(Math.max(repeats, 1), maxColumns) }, () => text);
    })
    .slice(0, maxColumns);
}

function inlineText(element: XmlElement): string {
  return cleanText(rawText(element))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();
}

function rawText(element: XmlElement): string {
  return element.children
    .map(child => {
      if (typeof child === 'string') return child.replace(/\s+/g, ' ');
      if (child.name === 's' || child.name === 'tab') return ' ';
      if (child.name === 'line-break') return '\n';
      if (child.name === 'note' || dropped.includes(child.name)) return '';
      const text = rawText(child);
      return child.name === 'p' ? `${text} ` : text;
    })
    .join('');
}
