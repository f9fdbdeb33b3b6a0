import type { FlowBlock } from '../flow/flow-block.ts';
import { renderTable } from '../flow/render-table.ts';
import { cleanText } from '../text/clean-text.ts';
import { elementsOf, findAll, findChild, parseXml } from '../xml/parse-xml.ts';
import type { XmlElement } from '../xml/parse-xml.ts';

export interface Slide {
  blocks: FlowBlock[];
  isHidden: boolean;
  pictures: number;
}

const titleKinds = ['title', 'ctrTitle'];
/** What repeats on every slide or stands for its number. */
const furnitureKinds = ['sldNum', 'dt', 'ftr', 'hdr', 'sldImg'];

/** The slide's texts, its title first; shapes come in the order in which the file keeps them. */
export function readSlide(xml: string): Slide {
  const slide = findChild(parseXml(xml), 'sld');
  const tree = findChild(slide, 'cSld', 'spTree');
  const blocks = tree ? readShapes(tree) : [];
  const isTitle = (block: FlowBlock): boolean => block.kind === 'heading';
  return {
    blocks: [...blocks.filter(isTitle), ...blocks.filter(block => !isTitle(block))],
    isHidden: ['0', 'false'].includes(slide?.attributes['show'] ?? ''),
    pictures: tree ? findAll(tree, 'pic').length : 0,
  };
}

/** What the speaker wrote below the slide, under a heading of its own. */
export function readNotes(xml: string): FlowBlock[] {
  const tree = findChild(parseXml(xml), 'notes', 'cSld', 'spTree');
  const notes = tree ? readShapes(tree) : [];
  return notes.length === 0 ? [] : [{ kind: 'heading', level: 3, text: 'Speaker notes' }, ...notes];
}

function readShapes(tree: XmlElement): FlowBlock[] {
  return elementsOf(tree).flatMap(shape => {
    if (shape.name === 'grpSp') return readShapes(shape);
    if (shape.name === 'graphicFrame') return findAll(shape, 'tbl').flatMap(readTable);
    if (shape.name === 'AlternateContent') return readShapes(findChild(shape, 'Choice') ?? shape);
    return shape.name === 'sp' ? readShape(shape) : [];
  });
}

function readShape(shape: XmlElement): FlowBlock[] {
  const placeholder = findChild(shape, 'nvSpPr', 'nvPr', 'ph');
  const kind = placeholder?.attributes['type'] ?? (placeholder ? 'body' : '');
  if (furnitureKinds.includes(kind)) return [];
  const body = findChild(shape, 'txBody');
  const paragraphs = (body ? elementsOf(body) : []).filter(each => each.name === 'p');
  const texts = paragraphs.map(each => readParagraph(each)).filter(text => text !== '');
  if (texts.length === 0) return [];
  if (titleKinds.includes(kind)) return [{ kind: 'heading', level: 1, text: texts.join(' ') }];
  const isList = (kind === 'body' || kind === 'obj') && texts.length > 1;
  return texts.map(text => (isList ? { kind: 'list-item', text: `- ${text}` } : { kind: 'paragraph', text }));
}

function readParagraph(paragraph: XmlElement): string {
  return cleanText(runsOf(paragraph))
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

function runsOf(element: XmlElement): string {
  return elementsOf(element)
    .map(child => {
      if (child.name === 'br') return '\n';
      if (child.name === 'tab') return ' ';
      if (child.name === 't') return child.children.filter(text => typeof text === 'string').join('');
      return runsOf(child);
    })
    .join('');
}

function readTable(table: XmlElement): FlowBlock[] {
  const rows = findAll(table, 'tr').map(row =>
    elementsOf(row)
      .filter(cell => cell.name === 'tc')
      .map(cell =>
        findAll(cell, 'p')
          .map(each => readParagraph(each))
          .join(' ')
          .trim(),
      ),
  );
  const filled = rows.filter(row => row.some(cell => cell !== ''));
  return filled.length === 0 ? [] : [{ kind: 'table', text: renderTable(filled) }];
}
