/** How many pixels a PNG, JPEG, GIF, BMP or WebP says it has; 0 where that cannot be told. */
export function readPixelCount(bytes: Buffer): number {
  if (bytes.length < 30) return 0;
  if (bytes.readUInt32BE(0) === 0x89504e47) return bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  if (bytes.toString('latin1', 0, 3) === 'GIF') return bytes.readUInt16LE(6) * bytes.readUInt16LE(8);
  if (bytes.toString('latin1', 0, 2) === 'BM') return Math.abs(bytes.readInt32LE(18) * bytes.readInt32LE(22));
  if (bytes.toString('latin1', 8, 12) === 'WEBP') return readWebp(bytes);
  return bytes.readUInt16BE(0) === 0xffd8 ? readJpeg(bytes) : 0;
}

// Of its three kinds only the extended one can be larger than 16,384 pixels a side.
const readWebp = (bytes: Buffer): number =>
  bytes.toString('latin1', 12, 16) === 'VP8X'
    ? (bytes.readUIntLE(24, 3) + 1) * (bytes.readUIntLE(27, 3) + 1)
    : 0;

function readJpeg(bytes: Buffer): number {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return 0;
}
