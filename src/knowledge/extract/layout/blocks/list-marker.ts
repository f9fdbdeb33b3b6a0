import type { PdfWord } from '../../pdf/pdf-engine.ts';
import type { UprightWord } from '../segment.ts';

const bullets = '•◦▪●○■□❖➢✓✔–—·*‣∙➤►▸\uf0b7\uf0a7\uf0d8\uf076\uf02d\uf0fc\uf071';
const marker = new RegExp(
  `^([${bullets}o-]|\\(?(\\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\\d{1,2}(\\.\\d{1,2}){1,3}\\.?)$`,
  'iu',
);

// What text recognition makes of a bullet, for want of a letter that looks like one.
const misreadBullet = /^[eo°.«¢*]$/;

/** True for the word before a gap that can open a list item, as drawn or as recognised. */
export function isItemMark({ source }: UprightWord): boolean {
  return isListMarker(source.text) || isMisreadBullet(source);
}

export function isMisreadBullet({ text, confidence }: PdfWord): boolean {
  return confidence !== undefined && misreadBullet.test(text);
}

/** True for a word that can open a list item: a bullet, "1.", "(a)", "iv)", "2.1". */
export function isListMarker(text: string): boolean {
  return marker.test(text);
}
