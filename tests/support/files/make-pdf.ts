import PDFDocument from 'pdfkit';

type Draw = (pdf: PDFKit.PDFDocument) => void;

/** Draws a PDF page by page; the bytes are the same in every run. */
export async function makePdf(pages: Draw[], options: PDFKit.PDFDocumentOptions = {}): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 60,
    autoFirstPage: false,
    info: { CreationDate: new Date(0) },
    ...options,
  });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>(resolve => pdf.on('end', () => resolve()));
  for (const draw of pages) {
    pdf.addPage();
    draw(pdf);
  }
  pdf.end();
  await finished;
  return Buffer.concat(chunks);
}
