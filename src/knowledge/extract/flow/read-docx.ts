import mammoth from 'mammoth';
import { checkInflation } from '../archive/check-inflation.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { parseHtml } from './parse-html.ts';
import { readFlow } from './read-flow.ts';

/** Reads a Word document through its own styles: headings, lists, tables, footnotes; pictures are left out. */
export async function* readDocx(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await checkInflation(request.path, request.limits.maxInflatedBytes);
  const { value: html } = await mammoth.convertToHtml(
    { path: request.path },
    {
      convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
      externalFileAccess: false,
    },
  );
  const { blocks } = parseHtml(html);
  yield* readFlow({ format: 'docx', fromPage: request.fromPage, blocks: () => blocks });
}
