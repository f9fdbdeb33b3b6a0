import { posix } from 'node:path';
import { checkInflation } from '../archive/check-inflation.ts';
import { openZip, requireText } from '../archive/open-zip.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { FlowBlock } from '../flow/flow-block.ts';
import { parseHtml } from '../flow/parse-html.ts';
import { readFlow } from '../flow/read-flow.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { elementsOf, findAll, findChild, parseXml, textOf } from '../xml/parse-xml.ts';

interface Book {
  title?: string;
  /** Entries in reading order. */
  chapters: string[];
}

/** Reads an EPUB chapter by chapter, in the order of its spine. */
export async function* readEpub(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes);
  await using zip = await openZip(request.path);
  const { title, chapters } = await openBook(zip);
  await refuseProtected(zip, chapters);
  yield* readFlow({
    format: 'epub',
    fromPage: request.fromPage,
    title,
    blocks: () => readChapters(zip, chapters),
  });
}

async function openBook(zip: OpenZip): Promise<Book> {
  const container = parseXml(await requireText(zip, 'META-INF/container.xml'));
  const packagePart = findAll(container, 'rootfile')[0]?.attributes['full-path'] ?? '';
  const book = findChild(parseXml(await requireText(zip, packagePart)), 'package');
  const folder = posix.dirname(packagePart);
  const items = findChild(book, 'manifest');
  const hrefs = new Map(
    (items ? elementsOf(items) : []).map(({ attributes }) => [attributes['id'], attributes['href'] ?? '']),
  );
  const spine = findChild(book, 'spine');
  const chapters = (spine ? elementsOf(spine) : [])
    .map(({ attributes }) => hrefs.get(attributes['idref'] ?? ''))
    .filter(href => href !== undefined && href !== '')
    .map(href => posix.join(folder, decodeHref(href!)));
  const title = findChild(book, 'metadata', 'title');
  const text = title && textOf(title).replace(/\s+/g, ' ').trim();
  return { ...(text ? { title: text } : {}), chapters: [...new Set(chapters)] };
}

function decodeHref(href: string): string {
  try {
    return decodeURIComponent(href.split('#')[0]!);
  } catch {
    return href;
  }
}

/** Fonts may be scrambled in a book that anybody can read; protected chapters are another matter. */
async function refuseProtected(zip: OpenZip, chapters: string[]): Promise<void> {
  const encryption = await zip.readText('META-INF/encryption.xml');
  if (encryption === undefined) return;
  const scrambled = findAll(parseXml(encryption), 'CipherReference').map(each =>
    decodeHref(each.attributes['URI'] ?? ''),
  );
  if (scrambled.some(part => chapters.includes(part))) {
    throw new ExtractionError('file-encrypted', { detail: 'The book carries a copy protection.' });
  }
}

async function* readChapters(zip: OpenZip, chapters: string[]): AsyncGenerator<FlowBlock> {
  for (const chapter of chapters) {
    const html = await zip.readText(chapter);
    if (html !== undefined) yield* parseHtml(html).blocks;
  }
}
