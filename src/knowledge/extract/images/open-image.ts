import { ExtractionError } from '../extraction-error.ts';
import { decodeImage } from '../ocr/decode-image.ts';
import { isTiff, openTiff } from './open-tiff.ts';
import { readPixelCount } from './read-pixel-count.ts';
import { maxUnpackedPixels, tooManyPixels } from './opened-image.ts';
import type { OpenedImage } from './opened-image.ts';

/** Opens PNG, JPEG, WebP, GIF, BMP or TIFF. */
export function openImage(bytes: Buffer): OpenedImage {
  if (isTiff(bytes)) return openTiff(bytes);
  return {
    pageCount: 1,
    async decode(_number, maxPixels) {
      if (readPixelCount(bytes) > maxUnpackedPixels) throw tooManyPixels();
      try {
        return await decodeImage(bytes, maxPixels);
      } catch (cause) {
        throw new ExtractionError('file-damaged', { cause });
      }
    },
  };
}
