import { createCanvas } from '@napi-rs/canvas';

/** Draws lines of text in black on white. */
function draw(lines: string[], width: number, height: number) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'black';
  context.font = '36px sans-serif';
  lines.forEach((line, index) => context.fillText(line, 40, 80 + index * 60));
  return { canvas, context };
}

export function makePicture(
  lines: string[],
  {
    kind = 'png',
    width = 900,
    height = 300,
  }: { kind?: 'png' | 'jpeg' | 'webp'; width?: number; height?: number } = {},
): Buffer {
  const { canvas } = draw(lines, width, height);
  return kind === 'png'
    ? canvas.toBuffer('image/png')
    : canvas.toBuffer(kind === 'jpeg' ? 'image/jpeg' : 'image/webp');
}

const fieldBytes = 12;

/** Writes one gray page for each list of lines, unpacked. */
export function makeTiff(pages: string[][], { width = 900, height = 300 } = {}): Buffer {
  const header = Buffer.from('49492a0008000000', 'hex');
  let offset = header.length;
  const parts = pages.map((lines, index) => {
    const { context } = draw(lines, width, height);
    const rgba = context.getImageData(0, 0, width, height).data;
    const gray = Buffer.from(Uint8Array.from({ length: width * height }, (_, at) => rgba[at * 4]!));
    const fields: [tag: number, value: number][] = [
      [256, width],
      [257, height],
      [258, 8],
      [259, 1],
      [262, 1],
      [273, offset + 2 + 9 * fieldBytes + 4],
      [277, 1],
      [278, height],
      [279, gray.length],
    ];
    const part = directory(fields, gray, index === pages.length - 1 ? 0 : offset);
    offset += part.length;
    return part;
  });
  return Buffer.concat([header, ...parts]);
}

function directory(fields: [number, number][], pixels: Buffer, isFollowedFrom: number): Buffer {
  const head = Buffer.alloc(2 + fields.length * fieldBytes + 4);
  head.writeUInt16LE(fields.length, 0);
  fields.forEach(([tag, value], index) => {
    const at = 2 + index * fieldBytes;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(4, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(value, at + 8);
  });
  const next = isFollowedFrom === 0 ? 0 : isFollowedFrom + head.length + pixels.length;
  head.writeUInt32LE(next, head.length - 4);
  return Buffer.concat([head, pixels]);
}
