import type { Nesting } from './containers/nesting.ts';
import type { ExtractionLimits } from './extraction-limits.ts';
import type { ExtractedDocument, ExtractedPage } from './extraction.ts';
import type { OcrSettings } from './ocr/ocr-settings.ts';

/** What the parent tells the child, once, as JSON on its standard input. */
export interface WorkerRequest {
  path: string;
  fileName: string;
  fromPage: number;
  limits: ExtractionLimits;
  /** Undefined: nothing is read from pixels. */
  ocr?: OcrSettings;
  /** Where files that lie in this one may be unpacked; the only folder that the child may write to. */
  scratchFolder?: string;
  /** The native PDF engine has crashed on this file: the one in JavaScript reads it. */
  withoutNative?: boolean;
  /** Of a file inside another one. */
  nesting?: Nesting;
}

/** What the child answers on file descriptor 3, one JSON text a line. `end` or `error` comes last. */
export type WorkerMessage =
  | { type: 'document'; document: ExtractedDocument }
  | { type: 'page'; page: ExtractedPage }
  /** An image has been read, which has a time limit of its own. */
  | { type: 'recognised'; elapsedMs: number }
  | { type: 'end' }
  | { type: 'error'; code: string; detail?: string; cause?: string };
