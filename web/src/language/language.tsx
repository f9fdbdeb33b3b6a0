import { createContext, useContext, useState } from 'react';
import { english } from './english.ts';
import { thai } from './thai.ts';
import { readPreference, storePreference } from '#components/preferences.ts';
import type { Dictionary } from './english.ts';
import type { ReactNode } from 'react';

export type Language = 'en' | 'th';

const dictionaries: Record<Language, Dictionary> = { en: english, th: thai };

interface LanguageValue {
  language: Language;
  text: Dictionary;
  setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageValue | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(findFirstLanguage);
  const change = (next: Language) => {
    setLanguage(next);
    document.documentElement.lang = next;
    storePreference('language', next);
  };
  const value = { language, text: dictionaries[language], setLanguage: change };
  return <LanguageContext value={value}>{children}</LanguageContext>;
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
