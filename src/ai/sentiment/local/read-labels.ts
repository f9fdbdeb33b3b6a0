/** What a classifier says of a text, all its labels with their probabilities. */
export type Probabilities = { label: string; score: number }[];

/** −1 … 1 of a label as models name them; undefined for a name that says nothing. */
export function valueOf(label: string): number | undefined {
  const name = label.toLowerCase();
  const stars = /^([1-5]) stars?$/.exec(name);
  if (stars !== null) return (Number(stars[1]) - 3) / 2;
  if (name.startsWith('pos')) return 1;
  if (name.startsWith('neg')) return -1;
  return name.startsWith('neu') ? 0 : undefined;
}

/**
 * The expected value of the labels as score, the likeliest one's sign as label, its probability as confidence.
 * @throws when a label says nothing: such a model is no judge of sentiment.
 */
export function judge(probabilities: Probabilities): {
  label: 'positive' | 'neutral' | 'negative';
  score: number;
  confidence: number;
} {
  let score = 0;
  let best = { value: 0, confidence: -1 };
  for (const { label, score: probability } of probabilities) {
    const value = valueOf(label);
    if (value === undefined)
      throw new Error(
        `the label “${label}” of this model says nothing of sentiment: name its labels in config.json`,
      );
    score += value * probability;
    if (probability > best.confidence) best = { value, confidence: probability };
  }
  const sign = best.value === 0 ? 'neutral' : best.value > 0 ? 'positive' : 'negative';
  return { label: sign, score: Math.max(-1, Math.min(1, score)), confidence: Math.min(1, best.confidence) };
}
