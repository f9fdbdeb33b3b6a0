import { checkInflation } from '../archive/check-inflation.ts';
import { openZip, requireText } from '../archive/open-zip.ts';
import type { OpenZip } from '../archive/open-zip.ts';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import { readFlow } from '../flow/read-flow.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { findAll, findChild, parseXml, textOf } from '../xml/parse-xml.ts';
import { walkOdt } from './walk-odt.ts';

/** Reads an OpenDocument text: headings, paragraphs, lists, tables and footnotes; changes that were struck are left out. */
export async function* readOdt(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes);
  await using zip = await openZip(request.path);
  await refuseEncrypted(zip);
  const content = parseXml(await requireText(zip, 'content.xml'));
  const body = findChild(content, 'document-content', 'body', 'text');
  const blocks = body ? walkOdt(body) : [];
  const title = await readTitle(zip);
  yield* readFlow({ format: 'odt', fromPage: request.fromPage, title, blocks: () => blocks });
}

async function refuseEncrypted(zip: OpenZip): Promise<void> {
  const manifest = await zip.readText('META-INF/manifest.xml');
  if (manifest && findAll(parseXml(manifest), 'encryption-data').length > 0)
    throw new ExtractionError('file-encrypted');
}

async function readTitle(zip: OpenZip): Promise<string | undefined> {
  const meta = await zip.readText('meta.xml');
  const title = meta && findChild(parseXml(meta), 'document-meta', 'meta', 'title');
  return (title && textOf(title).replace(/\s+/g, ' ').trim()) || undefined;
}
