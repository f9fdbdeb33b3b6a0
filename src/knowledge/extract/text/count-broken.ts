/** Counts the characters that stand for nothing: replacement, private use and control characters. */
export function countBroken(text: string): number {
  return (text.match(/[\ufffd\p{Co}]|[^\P{Cc}\t\n]/gu) ?? []).length;
}
