import type { UprightWord } from '../segment.ts';

const number = /^[$€£(+−–-]*\d[\d.,:/%)*–-]*$/u;

/** A line goes on in the next one when the next one's first word had no room left in it. */
export function isWrapped(line: UprightWord[], next: UprightWord[], right: number): boolean {
  const last = line.at(-1);
  const first = next[0];
  if (!last || !first) return false;
  // Numbers below each other fill their column, yet each is a value of its own.
  if (number.test(last.source.text) && number.test(first.source.text)) return false;
  const space = 0.25 * last.source.fontSize;
  return last.right + space + (first.right - first.left) > right + 0.5;
}
