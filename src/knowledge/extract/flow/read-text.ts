import type { ExtractionEvent } from '../extract-document.ts';
import type { DocumentFormat } from '../extraction.ts';
import { openText } from '../text/open-text.ts';
import { splitLines } from '../text/split-lines.ts';
import type { WorkerRequest } from '../worker-message.ts';
import { parseMarkdown } from './parse-markdown.ts';
import { parsePlainText } from './parse-plain-text.ts';
import { readFlow } from './read-flow.ts';

/** Reads Markdown and plain text line by line. */
export function readText(request: WorkerRequest, format: DocumentFormat): AsyncGenerator<ExtractionEvent> {
  const parse = format === 'markdown' ? parseMarkdown : parsePlainText;
  return readFlow({
    format,
    fromPage: request.fromPage,
    blocks: () => parse(splitLines(openText(request.path))),
  });
}
