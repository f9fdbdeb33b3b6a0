/**
 * About how many tokens a text has, for providers that do not count: a quarter of the Latin letters, and two thirds of
 * the characters of scripts that tokenizers know less well.
 */
export function estimateTokens(text: string): number {
  const others = text.match(/[^\p{Script=Latin}\p{Script=Common}]/gu)?.length ?? 0;
  return Math.ceil((text.length - others) / 4 + others / 1.5);
}
