import { createContext, useContext, useState } from 'react';
import { english } from './english.ts';
import { readPreference, storePreference } from '#components/preferences.ts';
import type { Dictionary } from './english.ts';
import type { ReactNode } from 'react';

export type Language = 'en' | 'th';

/** English is there at once, Thai comes for who reads it. */
const dictionaries: Record<Language, () => Promise<Dictionary>> = {
  en: async () => english,
  th: async () => (await import('./thai.ts')).thai,
};

interface LanguageValue {
  language: Language;
  text: Dictionary;
  setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageValue | null>(null);

/** A language and what the page says in it. */
export interface Words {
  language: Language;
  text: Dictionary;
}

export function LanguageProvider({ first, children }: { first: Words; children: ReactNode }) {
  const [words, setWords] = useState<Words>(first);
  const change = async (language: Language) => {
    const text = await dictionaries[language]();
    setWords({ language, text });
    document.documentElement.lang = language;
    storePreference('language', language);
  };
  const value = { ...words, setLanguage: (next: Language) => void change(next) };
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** The words that the page begins with: in the language chosen here before, else in the browser's. */
export async function loadFirstWords(): Promise<Words> {
  const language = findFirstLanguage();
  return { language, text: await dictionaries[language]() };
}

function findFirstLanguage(): Language {
  const stored = readPreference('language');
  const wanted = stored ?? navigator.language.slice(0, 2);
  const language = wanted === 'th' ? 'th' : 'en';
  document.documentElement.lang = language;
  return language;
}

/** The page's words and the language they are in. */
export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext);
  if (!value) throw new Error('useLanguage needs a LanguageProvider above it.');
  return value;
}

export const useText = (): Dictionary => useLanguage().text;
