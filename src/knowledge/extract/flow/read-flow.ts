import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { DocumentFormat, ExtractionWarning } from '../extraction.ts';
import type { FlowBlock } from './flow-block.ts';
import { splitParts } from './split-parts.ts';

export interface FlowDocument {
  format: DocumentFormat;
  fromPage: number;
  title?: string;
  warnings?: ExtractionWarning[];
  /** Starts reading from the beginning each time it is called. */
  blocks: () => AsyncIterable<FlowBlock> | Iterable<FlowBlock>;
}

/**
 * Turns blocks into the events of a document without pages. The parts are counted by a first pass, so that
 * the count can be told before the first part without holding all of them.
 */
export async function* readFlow(document: FlowDocument): AsyncGenerator<ExtractionEvent> {
  let pageCount = 0;
  for await (const part of splitParts(document.blocks())) {
    if (part.text !== '') pageCount++;
  }
  if (pageCount === 0) throw new ExtractionError('file-empty', { detail: 'It holds no text.' });
  yield {
    type: 'document',
    document: {
      format: document.format,
      paged: false,
      pageCount,
      ...(document.title ? { title: document.title } : {}),
      warnings: document.warnings ?? [],
    },
  };
  for await (const page of splitParts(document.blocks())) {
    if (page.number >= document.fromPage) yield { type: 'page', page };
  }
}
