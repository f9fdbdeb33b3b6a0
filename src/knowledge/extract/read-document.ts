import { detectFormat } from './detect-format.ts';
import type { ExtractionEvent } from './extract-document.ts';
import type { DocumentFormat } from './extraction.ts';
import { warnOfMismatch } from './warn-of-mismatch.ts';
import type { WorkerRequest } from './worker-message.ts';

type Reader = (request: WorkerRequest, format: DocumentFormat) => AsyncIterable<ExtractionEvent>;

// Each parser is loaded only for its own format: starting the child stays cheap.
const loadReader: Record<DocumentFormat, () => Promise<Reader>> = {
  pdf: async () => (await import('./pdf/read-pdf.ts')).readPdf,
  docx: async () => (await import('./flow/read-docx.ts')).readDocx,
  pptx: async () => (await import('./slides/read-pptx.ts')).readPptx,
  xlsx: async () => (await import('./sheets/read-xlsx.ts')).readXlsx,
  odt: async () => (await import('./books/read-odt.ts')).readOdt,
  rtf: async () => (await import('./flow/read-rtf.ts')).readRtf,
  epub: async () => (await import('./books/read-epub.ts')).readEpub,
  html: async () => (await import('./flow/read-html.ts')).readHtml,
  markdown: async () => (await import('./flow/read-text.ts')).readText,
  text: async () => (await import('./flow/read-text.ts')).readText,
  csv: async () => (await import('./flow/read-csv.ts')).readCsv,
  eml: async () => (await import('./mail/read-eml.ts')).readEml,
  msg: async () => (await import('./mail/read-msg.ts')).readMsg,
  zip: async () => (await import('./containers/read-zip.ts')).readZip,
  transcript: async () => (await import('./talks/read-transcript.ts')).readTranscript,
  image: async () => (await import('./images/read-image-file.ts')).readImageFile,
};

/** Reads a file in this very process; only the child process may do that with files of strangers. */
export async function* readDocument(request: WorkerRequest): AsyncGenerator<ExtractionEvent> {
  const format = await detectFormat(request);
  const read = await loadReader[format]();
  const mismatch = warnOfMismatch(request.fileName, format);
  for await (const event of read(request, format)) {
    if (event.type === 'page') yield event;
    else {
      const { document } = event;
      yield { ...event, document: { ...document, warnings: [...mismatch, ...document.warnings] } };
    }
  }
}
