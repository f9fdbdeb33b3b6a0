import { stat } from 'node:fs/promises';
import { defaultExtractionLimits } from './extraction-limits.ts';
import type { ExtractionLimits } from './extraction-limits.ts';
import { ExtractionError, isExtractionErrorCode } from './extraction-error.ts';
import type { ExtractedDocument, ExtractedPage } from './extraction.ts';
import { makeScratchFolder } from './make-scratch-folder.ts';
import { findOcrSettings } from './ocr/find-ocr-settings.ts';
import type { OcrSettings } from './ocr/ocr-settings.ts';
import { startWorker } from './start-worker.ts';
import type { WorkerMessage, WorkerRequest } from './worker-message.ts';

export interface ExtractDocumentOptions {
  path: string;
  /** The name the user gave the file; a hint only, the content decides about the format. */
  fileName: string;
  /** 1-based; a retry continues here without reading the earlier pages again. */
  fromPage?: number;
  limits?: Partial<ExtractionLimits>;
  /** Languages of scans and pictures by Tesseract's names; undefined: those that the packages bring. */
  languages?: readonly string[];
  /** How images are read; without it, as this machine can. */
  ocr?: Partial<OcrSettings>;
  /** Kills the child; the iteration then throws the signal's reason. */
  signal?: AbortSignal;
}

export type ExtractionEvent =
  | { type: 'document'; document: ExtractedDocument }
  | { type: 'page'; page: ExtractedPage };

/**
 * Reads a file in a child process of its own: first the document, then page after page as they are asked for.
 * The child waits when nobody asks, and dies when the iteration is left. Throws `ExtractionError`.
 */
export async function* extractDocument(options: ExtractDocumentOptions): AsyncGenerator<ExtractionEvent> {
  const limits = { ...defaultExtractionLimits, ...options.limits };
  options.signal?.throwIfAborted();
  await checkFileSize(options.path, limits);
  await using scratch = await makeScratchFolder();
  const { path, fileName, fromPage = 1 } = options;
  const ocr = { ...(await findOcrSettings(options.languages)), ...options.ocr };
  const request = { path, fileName, fromPage, limits, ocr, scratchFolder: scratch.path };
  const progress: Progress = { pagesDone: fromPage - 1 };
  try {
    yield* readWith(request, options.signal, progress);
  } catch (error) {
    if (!isCrash(error) || (progress.document && progress.document.format !== 'pdf')) throw error;
    // A native engine may die of a file; the one in JavaScript reads what is left, in a process of its own.
    yield* readWith(
      { ...request, fromPage: progress.pagesDone + 1, withoutNative: true },
      options.signal,
      progress,
    );
  }
}

interface Progress {
  document?: ExtractedDocument;
  pagesDone: number;
}

async function* readWith(
  request: WorkerRequest,
  signal: AbortSignal | undefined,
  progress: Progress,
): AsyncGenerator<ExtractionEvent> {
  await using worker = startWorker(request, signal);
  for (;;) {
    const message = await worker.next();
    if (message.type === 'end') return;
    if (message.type === 'error') throw toExtractionError(message);
    if (message.type === 'page') {
      progress.pagesDone = message.page.number;
      yield message;
    } else if (!progress.document) {
      progress.document = message.document;
      yield message;
    }
  }
}

function isCrash(error: unknown): boolean {
  return error instanceof ExtractionError && error.code === 'extraction-crashed';
}

async function checkFileSize(path: string, limits: ExtractionLimits): Promise<void> {
  const { size } = await stat(path);
  if (size === 0) throw new ExtractionError('file-empty');
  if (size > limits.maxFileBytes) {
    const mebibytes = Math.max(1, Math.round(limits.maxFileBytes / 1024 / 1024));
    throw new ExtractionError('file-too-large', { detail: `The limit is ${mebibytes} MB.` });
  }
}

function toExtractionError(message: Extract<WorkerMessage, { type: 'error' }>): ExtractionError {
  const code = isExtractionErrorCode(message.code) ? message.code : 'extraction-crashed';
  return new ExtractionError(code, { detail: message.detail, cause: message.cause });
}
