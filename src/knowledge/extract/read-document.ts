import { detectFormat } from './detect-format.ts';
import type { ExtractionEvent } from './extract-document.ts';
import type { DocumentFormat } from './extraction.ts';
import type { WorkerRequest } from './worker-message.ts';

type Reader = (request: WorkerRequest, format: DocumentFormat) => AsyncIterable<ExtractionEvent>;

// Each parser is loaded only for its own format: starting the child stays cheap.
const loadReader: Record<DocumentFormat, () => Promise<Reader>> = {
  pdf: async () => (await import('./pdf/read-pdf.ts')).readPdf,
  docx: async () => (await import('./flow/read-docx.ts')).readDocx,
  html: async () => (await import('./flow/read-html.ts')).readHtml,
  markdown: async () => (await import('./flow/read-text.ts')).readText,
  text: async () => (await import('./flow/read-text.ts')).readText,
  csv: async () => (await import('./flow/read-csv.ts')).readCsv,
};

/** Reads a file in this very process; only the child process may do that with files of strangers. */
export async function* readDocument(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const format = await detectFormat(request);
  const read = await loadReader[format]();
  yield* read(request, format);
}
