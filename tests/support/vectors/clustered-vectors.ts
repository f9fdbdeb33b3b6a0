import { seededRandom } from '../random.ts';

export interface VectorOptions {
  /** Which clusters; the same seed makes the same vectors. */
  seed: number;
  dimensions: number;
  clusters: number;
  /** How far from its centre a vector lies; 1 is as far as the centres are from each other. */
  spread?: number;
  /** Makes other vectors around the same centres. */
  stream?: number;
  /** In how many directions the made-up model's vectors differ; those of texts in 20 to 50. None: in all alike. */
  directions?: number;
}

/** Share of a vector that is noise in all dimensions. */
const NOISE = 0.15;

/**
 * Endless unit vectors around the centres of clusters, in a space as a model of texts makes it: few directions matter,
 * and another seed means other topics in the same space.
 */
export function* clusteredVectors(options: VectorOptions): Generator<Float32Array, never> {
  const { seed, dimensions, clusters, spread = 0.7, stream = 0, directions = 32 } = options;
  const toSpace = openSpace(dimensions, directions);
  const centres = createGaussian(seed);
  const gaussian = createGaussian(seed * 7_919 + stream + 1);
  const latent = directions || dimensions;
  const means = Array.from({ length: clusters }, () => Float32Array.from({ length: latent }, centres));
  for (let index = 0; ; index++) {
    const vector = toSpace(
      means[index % clusters]!.map(value => value + spread * gaussian()),
      gaussian,
    );
    const length = Math.hypot(...vector);
    yield vector.map(value => value / length);
  }
}

/** Directions that matter less and less, the same for every seed. */
function openSpace(dimensions: number, directions: number) {
  if (directions === 0) return (latent: Float32Array) => latent;
  const gaussian = createGaussian(4_711);
  const axes = Array.from({ length: directions }, (_, index) =>
    Float32Array.from({ length: dimensions }, () => gaussian() / Math.sqrt(1 + index / 4)),
  );
  return (latent: Float32Array, noise: () => number): Float32Array => {
    const vector = Float32Array.from({ length: dimensions }, () => NOISE * Math.sqrt(directions) * noise());
    for (const [index, axis] of axes.entries())
      for (let at = 0; at < dimensions; at++) vector[at]! += latent[index]! * axis[at]!;
    return vector;
  };
}

/** Box and Muller, 1958. */
function createGaussian(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
