import { ExtractionError } from '../extraction-error.ts';
import type { GrayImage } from '../ocr/gray-image.ts';

export interface OpenedImage {
  pageCount: number;
  /** 1-based. @throws ExtractionError where the page is damaged, too large, or packed in an unknown way. */
  decode(number: number, maxPixels: number): Promise<GrayImage>;
}

/** A picture is unpacked whole before it can be shrunk: four bytes a pixel. */
export const maxUnpackedPixels = 100_000_000;

export const tooManyPixels = (): ExtractionError =>
  new ExtractionError('file-too-large', {
    detail: `It has more than ${maxUnpackedPixels / 1_000_000} million pixels.`,
  });
