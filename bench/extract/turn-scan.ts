import { createCanvas, loadImage } from '@napi-rs/canvas';
import PDFDocument from 'pdfkit';
import type { Turn } from '#knowledge/extract/ocr/recognised-image.ts';
import { chooseDpi } from '#knowledge/extract/pdf/choose-dpi.ts';
import { openPdf } from '#knowledge/extract/pdf/open-pdf.ts';
import { openRenderer } from '#knowledge/extract/pdf/open-renderer.ts';

/** A PDF of pictures of the pages of another one, turned clockwise, as if the sheets lay wrong in the scanner. */
export async function turnScan(path: string, turn: Turn): Promise<Buffer> {
  const output = new PDFDocument({ autoFirstPage: false, margin: 0 });
  const chunks: Buffer[] = [];
  output.on('data', (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<void>(resolve => output.on('end', () => resolve()));
  const renderer = await openRenderer(path);
  await using pdf = await openPdf(path, 1);
  for await (const page of pdf.pages()) {
    const dpi = chooseDpi(page);
    const picture = await turnPicture(await renderer.render(page.number, dpi), turn);
    const [width, height] = turn === 180 ? [page.width, page.height] : [page.height, page.width];
    output.addPage({ size: [width, height], margin: 0 });
    output.image(picture, 0, 0, { width, height });
  }
  output.end();
  await finished;
  return Buffer.concat(chunks);
}

async function turnPicture(png: Uint8Array, turn: Turn): Promise<Buffer> {
  const image = await loadImage(png);
  const sideways = turn !== 180;
  const canvas = createCanvas(sideways ? image.height : image.width, sideways ? image.width : image.height);
  const context = canvas.getContext('2d');
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turn * Math.PI) / 180);
  context.drawImage(image, -image.width / 2, -image.height / 2);
  return canvas.toBuffer('image/jpeg', 90);
}
