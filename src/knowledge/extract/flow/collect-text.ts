import { cleanText } from '../text/clean-text.ts';

const silent = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'button',
  'select',
  'textarea',
]);

/** The text of inline content: white space as a browser shows it, `br` as a line break, pictures by their description. */
export function collectText(node: Node): string {
  if (node.nodeType === 3) return cleanText(node.textContent ?? '').replace(/\s+/g, ' ');
  if (node.nodeType !== 1) return '';
  const element = node as Element;
  if (silent.has(element.localName)) return '';
  if (element.localName === 'br') return '\n';
  return Array.from(element.childNodes, child => collectText(child)).join('');
}
