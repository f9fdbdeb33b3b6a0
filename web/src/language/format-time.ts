import type { Language } from './language.tsx';

// Thai keeps the western calendar here: document dates would otherwise read 543 years later than the files say.
const locales: Record<Language, string> = { en: 'en-GB', th: 'th-TH-u-ca-gregory' };

/** "14:05" today, "21 Nov, 14:05" this year, "21 Nov 2025" before. */
export function formatTime(time: string, language: Language, now = new Date()): string {
  const then = new Date(time);
  return new Intl.DateTimeFormat(locales[language], pickDetail(then, now)).format(then);
}

function pickDetail(then: Date, now: Date): Intl.DateTimeFormatOptions {
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  if (then.toDateString() === now.toDateString()) return clock;
  if (then.getFullYear() === now.getFullYear()) return { ...day, ...clock };
  return { ...day, year: 'numeric' };
}

/** "21 Nov", with its year where that is another one. */
export function formatDay(time: string, language: Language, now = new Date()): string {
  const then = new Date(time);
  const year = then.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'short', ...year }).format(then);
}
