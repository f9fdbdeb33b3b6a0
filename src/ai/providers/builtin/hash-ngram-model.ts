import type { EmbeddingModel } from '../../embed.ts';

export const HASH_NGRAM_MODEL = 'builtin/hash-ngram-v1';

const DIMENSIONS = 512;
const words = /[\p{L}\p{N}\p{M}]+/gu;
/** Written without spaces: pairs of letters tell more than long grams. */
const unspaced =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WHOLE_WORD_WEIGHT = 2;

/**
 * Vectors of spelling, without weights or network: words and their runs of letters are hashed to signed dimensions
 * (Weinberger et al. 2009). It forgives inflection and typing errors; it knows nothing of what words mean.
 */
export function openHashNgramModel(): EmbeddingModel {
  return {
    id: HASH_NGRAM_MODEL,
    maxBatch: 256,
    embed: texts => Promise.resolve(texts.map(hashText)),
  };
}

function hashText(text: string): Float32Array {
  const counts = new Map<string, number>();
  for (const [word] of text.normalize('NFKC').toLowerCase().matchAll(words)) countGrams(word, counts);
  const vector = new Float32Array(DIMENSIONS);
  for (const [gram, count] of counts) {
    const hash = hashOf(gram);
    const weight = (1 + Math.log(count)) * (gram.startsWith('=') ? WHOLE_WORD_WEIGHT : 1);
    vector[hash % DIMENSIONS]! += hash & 0x80000000 ? -weight : weight;
  }
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map(value => value / length) : vector;
}

function countGrams(word: string, counts: Map<string, number>): void {
  const add = (gram: string) => counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const isUnspaced = unspaced.test(word);
  const letters = Array.from(isUnspaced ? word : `<${word}>`);
  if (!isUnspaced) add(`=${word}`);
  for (const size of isUnspaced ? [2, 3] : [3, 4])
    for (let start = 0; start + size <= letters.length; start++)
      add(letters.slice(start, start + size).join(''));
}

/** FNV-1a with a final mix, 32 bits, unsigned. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
