import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync, constants } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from '#tests/support/random.ts';
import { TextReader } from './read-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'quarry-read-text-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = seededRandom(7);
/** Some compress to one block, some to many, one to a single repeated byte. */
const texts = [12, 900_000, 1, 300_000, 70_000].map(length =>
  Array.from({ length }, () => String.fromCodePoint(97 + Math.floor(random() * 26))).join(''),
);
texts.push('a'.repeat(500_000));

async function read(bytes: Buffer): Promise<{ text: string; cut: boolean }> {
  const path = join(folder, 'packed');
  writeFileSync(path, bytes);
  const reader = new TextReader(path);
  const chunks = await Array.fromAsync(reader.read());
  return { text: Buffer.concat(chunks).toString(), cut: reader.cut };
}

const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const zstd = (text: string, checksum: number): Buffer =>
  zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: checksum } });

test('a file that was packed in several parts is unpacked to its end', async () => {
  const frames = texts.flatMap((text, n) => [zstd(text, n % 2), skippable]);
  expect(await read(Buffer.concat(frames))).toEqual({ text: texts.join(''), cut: false });
  const members = texts.map(text => gzipSync(text));
  expect(await read(Buffer.concat(members))).toEqual({ text: texts.join(''), cut: false });
});

test('a packed file that is cut in its second part keeps what came before, and says so', async () => {
  const bytes = Buffer.concat([zstd(texts[0]!, 1), zstd(texts[1]!, 1)]);
  for (const end of [bytes.length - 2, bytes.length - 300_000, zstd(texts[0]!, 1).length + 6]) {
    const { text, cut } = await read(bytes.subarray(0, end));
    expect(cut).toBe(true);
    expect(texts.join('').startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThanOrEqual(texts[0]!.length);
  }
});
