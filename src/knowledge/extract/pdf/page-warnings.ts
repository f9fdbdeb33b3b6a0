import type { ExtractionWarning, Recognition } from '../extraction.ts';

/** Everything that is said about the text of a page of a PDF: a stable code, what it means, what to do. */
export const pageWarnings = {
  noTextLayer: (number: number): ExtractionWarning => ({
    code: 'no-text-layer',
    message: `Page ${number} has almost no text.`,
    nextStep: 'If the page is not empty, upload a sharper scan or a version with real text.',
  }),
  ocrUsed: (number: number, recognition: Recognition): ExtractionWarning => ({
    code: 'ocr-used',
    message: `Page ${number} was read from its picture by text recognition (OCR), ${percent(recognition)} sure.`,
    nextStep: 'Compare numbers and names with the page before you rely on them.',
  }),
  ocrDoubtful: (number: number, recognition: Recognition): ExtractionWarning => ({
    code: 'ocr-doubtful',
    message: `Page ${number} was read from its picture by text recognition (OCR), only ${percent(recognition)} sure.`,
    nextStep:
      'Expect wrong words. Upload a sharper scan, or add the language of the text to text recognition.',
  }),
  imageNotRead: (number: number): ExtractionWarning => ({
    code: 'image-not-read',
    message: `Page ${number} has a large picture in which no text was recognised.`,
    nextStep: 'If text stands in the picture, upload a sharper scan or a version with real text.',
  }),
  languageMissing: (number: number, languages: string[]): ExtractionWarning => ({
    code: 'ocr-language-missing',
    message: `Page ${number} was read without the language data for ${languages.join(', ')}.`,
    nextStep:
      'Ask the operator to install it, or to take the language off the list, then read the document again.',
  }),
  garbledText: (number: number): ExtractionWarning => ({
    code: 'garbled-text',
    message: `Much of the text of page ${number} cannot be decoded: its fonts hide which letters they show.`,
    nextStep: 'Print the file to a new PDF and upload that.',
  }),
  brokenWords: (number: number): ExtractionWarning => ({
    code: 'broken-words',
    message: `Some words of page ${number} are broken or run into each other.`,
    nextStep: 'Compare the page with the original before you rely on single words of it.',
  }),
  rotatedPage: (number: number, rotation: number): ExtractionWarning => ({
    code: 'rotated-page',
    message: `The text of page ${number} is turned by ${rotation} degrees; it was read upright.`,
    nextStep:
      'Nothing needs to be done; where the page itself lies wrong, turn it and upload the file again.',
  }),
  uncertainOrder: (number: number): ExtractionWarning => ({
    code: 'uncertain-order',
    message: `The text of page ${number} stands in blocks whose reading order is not certain.`,
    nextStep: 'Compare the order with the page before you quote across blocks of it.',
  }),
  uncertainTable: (number: number): ExtractionWarning => ({
    code: 'uncertain-table',
    message: `A table on page ${number} has no clear rows or columns; values may stand in the wrong cell.`,
    nextStep: 'Compare its values with the page before you rely on them.',
  }),
};

function percent({ confidence }: Recognition): string {
  return `${Math.round(confidence * 100)} %`;
}
