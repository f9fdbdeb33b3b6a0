import { doubtPage } from './doubt-page.ts';
import type { PdfPage } from './pdf-engine.ts';

/** The text with clearly fewer broken and glued words; where it is the second engine's, the page says so. */
export function chooseBetter(page: PdfPage, other: PdfPage | undefined): PdfPage {
  const better = other && other.words.length > 0 && doubtPage(other) < doubtPage(page) * 0.7;
  if (!better) return page;
  return {
    ...page,
    words: other.words,
    warnings: [...(page.warnings ?? []), enginesDisagree(page.number)],
  };
}

function enginesDisagree(number: number): NonNullable<PdfPage['warnings']>[number] {
  return {
    code: 'engines-disagree',
    message: `Two readers saw different text on page ${number}; the one with fewer broken words was kept.`,
    nextStep: 'Compare the page with the original before you rely on single words of it.',
  };
}
