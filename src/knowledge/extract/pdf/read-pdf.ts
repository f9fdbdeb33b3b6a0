import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { ExtractedPage } from '../extraction.ts';
import { listBandLines } from '../layout/furniture/band-lines.ts';
import type { BandLine } from '../layout/furniture/band-lines.ts';
import { findFurniture } from '../layout/furniture/find-furniture.ts';
import { layOutPage } from '../layout/lay-out-page.ts';
import { makeUpright } from '../layout/make-upright.ts';
import type { UprightPage } from '../layout/make-upright.ts';
import { countLetters, measureStyle } from '../layout/measure-style.ts';
import type { LetterCounts } from '../layout/measure-style.ts';
import { roundPoints } from '../layout/round-points.ts';
import { writePage } from '../layout/page-writer.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { judgeLayout } from './judge-layout.ts';
import { judgePage } from './judge-page.ts';
import { openPdf } from './open-pdf.ts';
import type { OpenPdf, PdfPage } from './pdf-engine.ts';
import { recognisePages } from './recognise-pages.ts';
import { withNeighbours } from './with-neighbours.ts';

// Headers of left and right pages differ, so that the page after next has to be seen.
const reach = 3;

/** Reads a PDF page by page, holding a window of a few pages at most. */
export async function* readPdf(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const { withoutNative, ocr } = request;
  await using pdf = await openPdf(request.path, request.fromPage, { withoutNative, textOnly: !ocr });
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
  for await (const { item, neighbours } of withNeighbours(prepare(readPages(pdf, request)), reach)) {
    yield { type: 'page', page: layOut(item, neighbours) };
  }
}

function readPages(pdf: OpenPdf, { path, ocr, withoutNative }: WorkerRequest): AsyncIterable<PdfPage> {
  return ocr ? recognisePages(pdf.pages(), { path, ocr, withoutNative }) : pdf.pages();
}

interface PreparedPage {
  page: PdfPage;
  upright: UprightPage;
  bandLines: BandLine[];
  letters: LetterCounts;
}

async function* prepare(pages: AsyncIterable<PdfPage>): AsyncGenerator<PreparedPage> {
  for await (const page of pages) {
    const upright = makeUpright(page);
    yield { page, upright, bandLines: listBandLines(upright), letters: countLetters(page) };
  }
}

function layOut(
  { page, upright, bandLines, letters }: PreparedPage,
  neighbours: PreparedPage[],
): ExtractedPage {
  const furniture = findFurniture(
    bandLines,
    neighbours.map(neighbour => neighbour.bandLines),
  );
  const style = measureStyle([letters, ...neighbours.map(neighbour => neighbour.letters)], upright.height);
  const blocks = layOutPage(upright, furniture, style);
  return {
    number: page.number,
    size: { width: roundPoints(page.width), height: roundPoints(page.height) },
    ...writePage(blocks),
    warnings: [...judgePage(page, upright), ...judgeLayout(page.number, blocks)],
    ...(page.recognition ? { recognition: page.recognition } : {}),
  };
}
