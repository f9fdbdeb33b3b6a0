import type { EmbeddingModel } from '#ai/embed.ts';
import { normalizeVector } from '#knowledge/index/normalize-vector.ts';
import { seededRandom } from '#tests/support/random.ts';

export const DIMENSIONS = { first: 128, second: 144 };
export type ModelName = keyof typeof DIMENSIONS;

const CLUSTERS = 20;
const NOISE = 0.6;

/** A text that says which vector it has: the same by either model, but for its length. */
export const textOf = (number: number, generation = 1): string =>
  `harbour passage ${number} of generation ${generation}`;

const known = new Map<string, Float32Array>();

/** The vector of a passage, of length 1: near others of its cluster. */
export function vectorOfText(text: string): Float32Array {
  const found = known.get(text) ?? makeVector(text);
  known.set(text, found);
  return found;
}

function makeVector(text: string): Float32Array {
  const number = Number(/passage (?<number>\d+)/.exec(text)?.groups?.['number']);
  const centre = directions(number % CLUSTERS);
  const own = directions(1_000 + number);
  return normalizeVector(centre.map((value, index) => value + NOISE * own[index]!))!;
}

/** A question near the passages, or one of any direction. */
export const questionOf = (number: number, topic: 'on' | 'off'): Float32Array =>
  topic === 'on' ? vectorOfText(textOf(number)) : directions(-number);

function directions(seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: DIMENSIONS.first }, () => random() - 0.5);
}

export const byModel = (vector: Float32Array, model: ModelName): Float32Array =>
  Float32Array.from({ length: DIMENSIONS[model] }, (_, index) => vector[index] ?? 0);

export const modelId = (model: ModelName): string => `made-up-${model}`;

export const textModel = (model: ModelName): EmbeddingModel => ({
  id: modelId(model),
  maxBatch: 100,
  embed: texts => Promise.resolve(texts.map(text => byModel(vectorOfText(text), model))),
});
