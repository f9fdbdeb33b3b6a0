import { tokenize } from '#knowledge/index/tokenize.ts';

const pairs: Record<string, string> = {
  above: 'below',
  below: 'above',
  before: 'after',
  after: 'before',
  inside: 'outside',
  outside: 'inside',
  with: 'without',
  without: 'with',
};

/** "before the departure": how a text places things, by the thing that follows. */
export function relationsOf(normal: string): Map<string, string> {
  const found = new Map<string, string>();
  const words = normal.match(/[\p{L}\p{M}]+|[\d.,]+|[^\s\p{L}\d]/gu) ?? [];
  for (const [index, word] of words.entries()) {
    if (!Object.hasOwn(pairs, word)) continue;
    for (const next of words.slice(index + 1, index + 4)) {
      const [term] = tokenize(next);
      if (!/^[\p{L}\p{M}]+$/u.test(next)) break;
      if (term === undefined) continue;
      found.set(term, word);
      break;
    }
  }
  return found;
}

/** What two texts place the other way round, as the words of the first. */
export function findReversed(claim: Map<string, string>, evidence: Map<string, string>): string[] {
  return [...claim].flatMap(([term, word]) =>
    evidence.get(term) === pairs[word] ? [`${word} … ${term}`] : [],
  );
}
