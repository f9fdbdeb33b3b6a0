const VOCABULARY = 60_000;
/** The most frequent words of a language are its stop words, which no index holds. */
const STOP_WORDS = 50;

/** Endless made-up texts whose words are as unevenly frequent as those of a language (Zipf, exponent 1). */
export function* zipfTexts(options: { seed: number; words: number }): Generator<string, never> {
  const random = createRandom(options.seed);
  for (;;) {
    const words = Array.from({ length: options.words }, () =>
      wordOf(Math.floor(STOP_WORDS * (VOCABULARY / STOP_WORDS) ** random())),
    );
    yield `${words.join(' ')}.`;
  }
}

const syllables = [
  'ba',
  'ko',
  'ri',
  'mu',
  'te',
  'so',
  'la',
  'ni',
  'du',
  'ge',
  'pa',
  'vo',
  'zi',
  'hu',
  'fe',
  'jo',
];

function wordOf(rank: number): string {
  let word = 'q';
  for (let rest = rank; rest > 0; rest >>= 4) word += syllables[rest & 15];
  return word;
}

/** mulberry32: the same seed makes the same texts. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
