import { createCanvas, loadImage } from '@napi-rs/canvas';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeImage } from './decode-image.ts';
import { decodePng } from './decode-png.ts';
import { unfilterRow } from './unfilter-row.ts';

const enough = 1_000_000;

test('a drawn page becomes the same gray pixels that a canvas shows', async () => {
  const png = drawSomething();
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const rgba = context.getImageData(0, 0, image.width, image.height).data;
  const expected = Array.from(
    { length: image.width * image.height },
    (_, at) => (rgba[at * 4]! * 77 + rgba[at * 4 + 1]! * 150 + rgba[at * 4 + 2]! * 29) >> 8,
  );
  const gray = await decodePng(png, enough);
  expect([gray?.width, gray?.height]).toEqual([image.width, image.height]);
  expect([...gray!.data]).toEqual(expected);
});

test('what is transparent is white', async () => {
  const png = createCanvas(3, 2).toBuffer('image/png');
  expect((await decodePng(png, enough))?.data).toEqual(new Uint8Array(6).fill(255));
});

test('each way to filter a row is undone', () => {
  const above = Uint8Array.of(0, 10, 20, 30);
  const undo = (filter: number): number[] => {
    const row = Uint8Array.of(filter, 1, 2, 255);
    unfilterRow(row, above, 1);
    return [...row.subarray(1)];
  };
  expect([0, 1, 2, 3, 4].map(undo)).toEqual([
    [1, 2, 255],
    [1, 3, 2],
    [11, 22, 29],
    [6, 15, 21],
    [11, 22, 29],
  ]);
  expect(() => undo(5)).toThrow('no filter');
});

test('a PNG of another kind, a larger or a damaged one is left to the canvas', async () => {
  const png = drawSomething();
  expect(await decodePng(png, 100)).toBeUndefined();
  expect(await decodePng(png.subarray(0, png.length / 2), enough)).toBeUndefined();
  expect(await decodePng(makePng({ depth: 16 }), enough)).toBeUndefined();
  expect(await decodePng(Buffer.from('no picture'), enough)).toBeUndefined();
  expect((await decodeImage(png, 100)).data.length).toBeLessThanOrEqual(100);
});

test('a picture that unpacks to more rows than it names is cut there', async () => {
  const gray = await decodePng(makePng({ rows: 50_000 }), enough);
  expect(gray).toEqual({ width: 2, height: 1, data: Uint8Array.of(7, 9) });
});

function drawSomething(): Buffer {
  const canvas = createCanvas(61, 47);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, 61, 47);
  for (let step = 0; step < 30; step++) {
    context.fillStyle = `rgb(${step * 8}, ${255 - step * 5}, ${(step * 37) % 256})`;
    context.fillRect(step * 2, step, 9, 13);
  }
  return canvas.toBuffer('image/png');
}

/** Gray, two pixels wide, said to be one row high. */
function makePng({ depth = 8, rows = 1 }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2, 0);
  header.writeUInt32BE(1, 4);
  header[8] = depth;
  const pixels = Buffer.concat(Array.from({ length: rows }, () => Buffer.of(0, 7, 9)));
  const chunk = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
  };
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
