import { useLanguage } from './language.tsx';

/** The words of one page, which come with that page: the first visit downloads only what it shows. */
export function createPageText<Words extends object>(words: { en: Words; th: Words }): () => Words {
  return function usePageText() {
    return words[useLanguage().language];
  };
}
