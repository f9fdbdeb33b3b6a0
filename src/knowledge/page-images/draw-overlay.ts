import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Block, BlockKind, ExtractedPage } from '#knowledge/extract/extraction.ts';

const colors: Record<BlockKind, string> = {
  heading: '#b3261e',
  paragraph: '#1a5fb4',
  'list-item': '#26734d',
  table: '#8a4d00',
  code: '#6b2fa0',
  footnote: '#00697a',
  'page-header': '#777777',
  'page-footer': '#777777',
};
const badgeHeight = 15;

/** Draws what was read onto the picture of the page: each block's box, its kind and its place in the reading order. */
export async function drawOverlay(
  picture: Uint8Array,
  page: Pick<ExtractedPage, 'blocks' | 'words' | 'size'>,
): Promise<Buffer> {
  // Loaded only here: it maps every font of the system into the process.
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(picture);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const scale = image.width / (page.size?.width ?? image.width);
  drawWords(context, page.words, scale);
  drawOrder(context, page.blocks, scale);
  page.blocks.forEach((block, index) => drawBlock(context, block, index + 1, scale));
  return canvas.toBuffer('image/png');
}

function drawWords(context: SKRSContext2D, words: ExtractedPage['words'], scale: number): void {
  context.lineWidth = 0.5;
  for (const { x, y, width, height, confidence = 1 } of words) {
    // Where text recognition was not sure, the word is marked.
    context.strokeStyle = confidence < 0.7 ? '#d00000' : 'rgba(0, 0, 0, 0.25)';
    context.strokeRect(x * scale, y * scale, width * scale, height * scale);
  }
}

/** A line from each block to the one that is read after it. */
function drawOrder(context: SKRSContext2D, blocks: Block[], scale: number): void {
  const middles = blocks.flatMap(({ box }) =>
    box ? [{ x: (box.x + box.width / 2) * scale, y: (box.y + box.height / 2) * scale }] : [],
  );
  context.strokeStyle = 'rgba(200, 0, 120, 0.45)';
  context.lineWidth = 1.5;
  context.beginPath();
  middles.forEach(({ x, y }, index) => (index === 0 ? context.moveTo(x, y) : context.lineTo(x, y)));
  context.stroke();
}

function drawBlock(context: SKRSContext2D, block: Block, place: number, scale: number): void {
  if (!block.box) return;
  const { x, y, width, height } = block.box;
  const color = colors[block.kind];
  context.strokeStyle = color;
  context.lineWidth = 2;
  context.strokeRect(x * scale - 2, y * scale - 2, width * scale + 4, height * scale + 4);
  const label = `${place} ${block.kind}${block.level === undefined ? '' : ` ${block.level}`}`;
  context.font = '11px sans-serif';
  context.fillStyle = color;
  const top = Math.max(0, y * scale - badgeHeight);
  context.fillRect(x * scale - 2, top, context.measureText(label).width + 8, badgeHeight);
  context.fillStyle = 'white';
  context.fillText(label, x * scale + 2, top + badgeHeight - 4);
}
