import type { ExtractionWarning } from '../extraction.ts';
import type { UprightPage } from '../layout/make-upright.ts';
import { countBroken } from '../text/count-broken.ts';
import type { PdfPage } from './pdf-engine.ts';

const fewCharacters = 25;

/** Says in plain words what may be wrong with the text of a page. */
export function judgePage(page: PdfPage, upright: UprightPage): ExtractionWarning[] {
  const text = page.words.map(word => word.text).join('');
  const warnings: ExtractionWarning[] = [...(page.warnings ?? [])];
  if (text.length < fewCharacters) {
    warnings.push({
      code: 'no-text-layer',
      message: `Page ${page.number} has almost no text: scanned?`,
      nextStep: 'Run text recognition (OCR) over the file, or upload a version with real text.',
    });
  } else if (isGarbled(text)) {
    warnings.push({
      code: 'garbled-text',
      message: `Much of the text of page ${page.number} cannot be decoded: its fonts hide which letters they show.`,
      nextStep: 'Print the file to a new PDF or run text recognition (OCR) over it.',
    });
  }
  if (upright.rotation !== 0) {
    warnings.push({
      code: 'rotated-page',
      message: `The text of page ${page.number} is turned by ${upright.rotation} degrees; it was read upright.`,
    });
  }
  return warnings;
}

function isGarbled(text: string): boolean {
  return countBroken(text) > Math.max(10, text.length * 0.1);
}
