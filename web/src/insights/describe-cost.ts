import type { Insight } from '#api/insights.ts';
import type { Language } from '#language/language.tsx';
import type { useInsightText } from './insight-words.ts';

const microCreditsOfCredit = 1_000_000;

/** Null where it cost nothing. */
export function describeCost(
  { usage }: Pick<Insight, 'usage'>,
  words: ReturnType<typeof useInsightText>,
  language: Language,
): string | null {
  if (usage.credits === 0) return null;
  const amount = usage.credits / microCreditsOfCredit;
  const format = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  return words.credits(format.format(amount));
}
