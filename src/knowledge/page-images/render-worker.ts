import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { openImageRenderer } from '#knowledge/extract/images/open-image-renderer.ts';
import { openRenderer } from '#knowledge/extract/pdf/open-renderer.ts';
import type { PageRenderer } from '#knowledge/extract/pdf/open-renderer.ts';
import type { RenderAnswer, RenderFile, RenderRequest } from './render-message.ts';

const webpQuality = 80;

// Entry of the child process: first the file, then pages one by one until nobody asks any more.
const output = new Socket({ fd: 3, readable: false, writable: true });
output.on('error', () => process.exit(1));
let renderer: Promise<PageRenderer> | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  if (renderer)
    output.write(`${JSON.stringify(await answer(renderer, JSON.parse(line) as RenderRequest))}\n`);
  else renderer = open(JSON.parse(line) as RenderFile);
}
process.exit(0);

function open({ path, isPicture }: RenderFile): Promise<PageRenderer> {
  return isPicture ? openImageRenderer(path) : openRenderer(path);
}

async function answer(
  opened: Promise<PageRenderer>,
  { number, dpi, format }: RenderRequest,
): Promise<RenderAnswer> {
  const [drawn] = await Promise.allSettled([opened.then(each => each.render(number, dpi))]);
  if (drawn.status === 'rejected') return { failure: String(drawn.reason) };
  const bytes = format === 'png' ? drawn.value : await toWebp(drawn.value);
  return { image: Buffer.from(bytes).toString('base64') };
}

async function toWebp(png: Uint8Array): Promise<Uint8Array> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return await canvas.encode('webp', webpQuality);
}
