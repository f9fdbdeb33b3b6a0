import { tokenize } from '#knowledge/index/tokenize.ts';

const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Which words of a query, as they were typed, stand in a passage in any form. */
export function matchedWords(query: string): (passage: string) => string[] {
  if (query === '') return () => [];
  const typed = new Map<string, string[]>();
  for (const { segment, isWordLike } of words.segment(query)) {
    const terms = isWordLike ? tokenize(segment) : [];
    if (terms.length > 0) typed.set(segment, terms);
  }
  if (typed.size === 0) return () => [];
  return passage => {
    const present = new Set(tokenize(passage));
    return [...typed].filter(([, terms]) => terms.every(term => present.has(term))).map(([word]) => word);
  };
}
