import { fileURLToPath } from 'node:url';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import type { Canvas } from '@napi-rs/canvas';
import { makePdf } from './make-pdf.ts';

// Letters of English and Thai that look the same on every machine.
const font = fileURLToPath(new URL('../../../samples/make/fonts/Sarabun-Regular.ttf', import.meta.url));
const dpi = 200;
const sheet = { width: Math.round((595 / 72) * dpi), height: Math.round((842 / 72) * dpi) };
const margin = 180;
const lineHeight = 64;
const fontPixels = 36;

export interface ScanOptions {
  /** Clockwise degrees by which the sheet lay in the scanner; a few degrees are a sheet that lies askew. */
  turn?: number;
}

/** Sheets of paper under a scanner: pictures of lines of text, without a letter that a program could read. */
export async function makeScan(pages: string[][], { turn = 0 }: ScanOptions = {}): Promise<Buffer> {
  const pictures = pages.map(lines => turnSheet(drawSheet(lines), turn));
  const [width, height] = [pictures[0]!.width, pictures[0]!.height].map(pixels => (pixels / dpi) * 72);
  return await makePdf(
    pictures.map(
      picture => pdf => void pdf.image(picture.toBuffer('image/jpeg', 85), 0, 0, { width, height }),
    ),
    { size: [width!, height!], margin: 0 },
  );
}

/** The upper half of such a sheet, as a picture to be set amid text. */
export function drawPicture(lines: string[]): Buffer {
  const picture = createCanvas(sheet.width, sheet.height / 2);
  picture.getContext('2d').drawImage(drawSheet(lines), 0, 0);
  return picture.toBuffer('image/jpeg', 85);
}

function drawSheet(lines: string[]): Canvas {
  GlobalFonts.registerFromPath(font, 'Scan');
  const canvas = createCanvas(sheet.width, sheet.height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4f2ec';
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.fillStyle = '#2a2a2e';
  context.font = `${fontPixels}px Scan`;
  lines.forEach((line, index) => context.fillText(line, margin, margin + (index + 1) * lineHeight));
  return canvas;
}

function turnSheet(canvas: Canvas, turn: number): Canvas {
  if (turn === 0) return canvas;
  const sideways = turn === 90 || turn === 270;
  const turned = createCanvas(
    sideways ? canvas.height : canvas.width,
    sideways ? canvas.width : canvas.height,
  );
  const context = turned.getContext('2d');
  context.fillStyle = '#f4f2ec';
  context.fillRect(0, 0, turned.width, turned.height);
  context.translate(turned.width / 2, turned.height / 2);
  context.rotate((turn * Math.PI) / 180);
  context.drawImage(canvas, -canvas.width / 2, -canvas.height / 2);
  return turned;
}
