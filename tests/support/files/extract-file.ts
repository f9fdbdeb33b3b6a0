import { extractDocument } from '#knowledge/extract/extract-document.ts';
import type { ExtractDocumentOptions } from '#knowledge/extract/extract-document.ts';
import { ExtractionError } from '#knowledge/extract/extraction-error.ts';
import type { ExtractedDocument, ExtractedPage } from '#knowledge/extract/extraction.ts';
import { writeTemporary } from './write-temporary.ts';

type Options = Partial<Omit<ExtractDocumentOptions, 'path' | 'fileName'>>;

/** Reads bytes as an uploaded file of this name would be read, to the end. */
export async function extractFile(
  fileName: string,
  content: Buffer | string,
  options: Options = {},
): Promise<{ document: ExtractedDocument; pages: ExtractedPage[] }> {
  await using file = await writeTemporary(fileName, content);
  let document: ExtractedDocument | undefined;
  const pages: ExtractedPage[] = [];
  for await (const event of extractDocument({ ...file, ...options })) {
    if (event.type === 'document') document = event.document;
    else pages.push(event.page);
  }
  return { document: document!, pages };
}

/** The code with which the file is refused. */
export async function findRefusal(
  fileName: string,
  content: Buffer | string,
  options: Options = {},
): Promise<unknown> {
  return await extractFile(fileName, content, options).then(
    () => 'it was read',
    (error: unknown) => (error instanceof ExtractionError ? error.code : error),
  );
}
