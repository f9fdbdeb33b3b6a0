import { readFile } from 'node:fs/promises';
import { ExtractionError } from '../extraction-error.ts';
import type { ExtractionEvent } from '../extract-document.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { parseRtf } from './parse-rtf.ts';
import { readFlow } from './read-flow.ts';

/** Reads a Rich Text file: paragraphs, headings by their outline level, and tables. */
export async function* readRtf(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const { blocks, title, isClosed } = parseRtf(await readFile(request.path));
  if (blocks.length === 0 && !isClosed) throw new ExtractionError('file-damaged');
  const warnings = isClosed
    ? []
    : [
        {
          code: 'file-cut-short',
          message: 'The file ends in the middle; what stands before was read.',
          nextStep: 'Save the file again in its own program and upload the new copy.',
        },
      ];
  yield* readFlow({ format: 'rtf', fromPage: request.fromPage, title, warnings, blocks: () => blocks });
}
