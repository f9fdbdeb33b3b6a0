const rightToLeft = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const letter = /\p{L}/u;

export function isRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

export function isLeftToRight(text: string): boolean {
  return letter.test(text) && !rightToLeft.test(text);
}

/** Where most letters of some words run from right to left, so does the line. */
export function runsRightToLeft(texts: string[]): boolean {
  let right = 0;
  let left = 0;
  for (const text of texts) {
    if (isRightToLeft(text)) right += text.length;
    else if (letter.test(text)) left += text.length;
  }
  return right > left;
}

/**
 * A word as it stands on the page, left to right, in the order in which it is read: `20ו` is “ו20”, and the stop at
 * its left end comes last. The letters of each script stand in reading order already.
 */
export function toLogicalWord(text: string): string {
  const runs = text.match(
    /\d+(?:[.,:/-]\d+)*%?|[\p{Script=Latin}\p{M}]+|[.,;:!?،؛؟]|[^\d\p{Script=Latin}.,;:!?،؛؟]+/gu,
  );
  return (runs ?? [text]).toReversed().join('');
}
