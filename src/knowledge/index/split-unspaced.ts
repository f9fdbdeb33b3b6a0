const words = new Intl.Segmenter('und', { granularity: 'word' });
const marks = /\p{M}/gu;
const kana = /^[\p{Script=Hiragana}\p{Script=Katakana}ー]$/u;

/** Terms of a run of Thai, Lao, Khmer or Burmese: its words, and pairs of neighbouring letters without marks. */
export function splitSoutheastAsian(run: string): string[] {
  const terms: string[] = [];
  for (const { segment } of words.segment(run)) terms.push(segment);
  const letters = Array.from(run.replace(marks, ''));
  return terms.concat(pairs(letters));
}

/** Terms of a run of Chinese or Japanese: pairs of neighbouring characters, and its words of other lengths. */
export function splitIdeographic(run: string): string[] {
  const characters = Array.from(run);
  const terms = pairs(characters);
  for (const { segment } of words.segment(run)) {
    const length = Array.from(segment).length;
    // A word of two is a pair already; a single kana is a particle.
    if (length > 2 || (length === 1 && !kana.test(segment))) terms.push(segment);
  }
  return terms;
}

/** Terms of a Korean word: itself, and where it may carry particles its pairs of syllables. */
export function splitKorean(word: string): string[] {
  const syllables = Array.from(word);
  return syllables.length > 2 ? [word, ...pairs(syllables)] : [word];
}

function pairs(characters: string[]): string[] {
  const result: string[] = [];
  for (let index = 1; index < characters.length; index++) {
    result.push(characters[index - 1]! + characters[index]!);
  }
  return result;
}
