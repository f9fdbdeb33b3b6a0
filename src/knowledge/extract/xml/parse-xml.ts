import { Parser } from 'htmlparser2';

/** An element or a run of text; entities other than the five of XML stay as they are written, nothing is fetched. */
export interface XmlElement {
  /** Without its prefix: Office files choose prefixes freely. */
  name: string;
  /** Under their local names and, where prefixed, under `prefix:name` too. */
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
}

// Deeper than any program writes; walking deeper would exhaust the stack.
export const maxDepth = 500;

/** Parses XML into a tree, forgiving what is not closed. @throws Error when it nests beyond reason. */
export function parseXml(xml: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length > maxDepth) throw new Error(`XML is nested deeper than ${maxDepth} elements`);
        const element = { name: localName(name), attributes: withLocalNames(attributes), children: [] };
        open.at(-1)!.children.push(element);
        open.push(element);
      },
      ontext: text => void open.at(-1)!.children.push(text),
      onclosetag: () => void (open.length > 1 && open.pop()),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return root;
}

export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function withLocalNames(attributes: Record<string, string>): Record<string, string> {
  const both: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(attributes)) {
    both[localName(name)] ??= value;
    both[name] = value;
  }
  return both;
}

export const elementsOf = (element: XmlElement): XmlElement[] =>
  element.children.filter(child => typeof child !== 'string');

export function findChild(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>(
    (found, name) => found && elementsOf(found).find(child => child.name === name),
    element,
  );
}

/** Every element of that name below, in document order; does not look inside those it found. */
export function findAll(element: XmlElement, name: string): XmlElement[] {
  return elementsOf(element).flatMap(child => (child.name === name ? [child] : findAll(child, name)));
}

export function textOf(element: XmlElement): string {
  return element.children.map(child => (typeof child === 'string' ? child : textOf(child))).join('');
}
