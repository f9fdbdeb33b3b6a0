import type { ExtractionLimits } from './extraction-limits.ts';
import type { ExtractedDocument, ExtractedPage } from './extraction.ts';

/** What the parent tells the child, once, as JSON on its standard input. */
export interface WorkerRequest {
  path: string;
  fileName: string;
  fromPage: number;
  limits: ExtractionLimits;
}

/** What the child answers on file descriptor 3, one JSON text a line. `end` or `error` comes last. */
export type WorkerMessage =
  | { type: 'document'; document: ExtractedDocument }
  | { type: 'page'; page: ExtractedPage }
  | { type: 'end' }
  | { type: 'error'; code: string; detail?: string; cause?: string };
