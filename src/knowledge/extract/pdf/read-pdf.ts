import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import { layOutPage } from '../layout/lay-out-page.ts';
import { writePage } from '../layout/page-writer.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { openPdf } from './open-pdf.ts';

/** Reads a PDF page by page. */
export async function* readPdf(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  await using pdf = await openPdf(request.path);
  if (pdf.pageCount > request.limits.maxPages) {
    throw new ExtractionError('too-many-pages', {
      detail: `It has ${pdf.pageCount}, the limit is ${request.limits.maxPages}.`,
    });
  }
  const { pageCount, title } = pdf;
  yield {
    type: 'document',
    document: { format: 'pdf', paged: true, pageCount, ...(title ? { title } : {}), warnings: [] },
  };
  for await (const page of pdf.pages(request.fromPage)) {
    const laid = layOutPage(page);
    yield {
      type: 'page',
      page: {
        number: page.number,
        size: { width: page.width, height: page.height },
        ...writePage(laid.blocks),
        warnings: laid.warnings,
      },
    };
  }
}
