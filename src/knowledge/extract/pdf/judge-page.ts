import type { ExtractionWarning } from '../extraction.ts';
import type { UprightPage } from '../layout/make-upright.ts';
import { fewCharacters, isGarbled } from './choose-pixels.ts';
import { doubtPage } from './doubt-page.ts';
import type { PdfPage } from './pdf-engine.ts';
import { pageWarnings as say } from './page-warnings.ts';

const doubtfulShare = 0.1;
const sureConfidence = 0.8;

/** Says in plain words what may be wrong with the text of a page. */
export function judgePage(page: PdfPage, upright: UprightPage): ExtractionWarning[] {
  return [
    ...(page.warnings ?? []),
    ...(page.recognition ? judgeRecognition(page, page.recognition) : judgeTextLayer(page)),
    ...(page.missingLanguages?.length ? [say.languageMissing(page.number, page.missingLanguages)] : []),
    ...(upright.rotation === 0 ? [] : [say.rotatedPage(page.number, upright.rotation)]),
  ];
}

function judgeRecognition(
  page: PdfPage,
  recognition: NonNullable<PdfPage['recognition']>,
): ExtractionWarning[] {
  const { number, unreadPixels } = page;
  return [
    recognition.confidence < sureConfidence
      ? say.ocrDoubtful(number, recognition)
      : say.ocrUsed(number, recognition),
    ...(unreadPixels ? [say.imageNotRead(number)] : []),
  ];
}

function judgeTextLayer(page: PdfPage): ExtractionWarning[] {
  const text = page.words.map(word => word.text).join('');
  const { number } = page;
  if (text.length < fewCharacters)
    return [page.unreadPixels ? say.imageNotRead(number) : say.noTextLayer(number)];
  const warnings: ExtractionWarning[] = [];
  if (isGarbled(text)) warnings.push(say.garbledText(number));
  else if (doubtPage(page) > doubtfulShare) warnings.push(say.brokenWords(number));
  if (page.unreadPixels) warnings.push(say.imageNotRead(number));
  return warnings;
}
