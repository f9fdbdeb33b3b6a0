/** One byte a pixel, row by row from the top left corner, 255 is white. */
export interface GrayImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** As a PGM file, which every build of Tesseract reads without unpacking anything. */
export function toPgm({ width, height, data }: GrayImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]);
}
