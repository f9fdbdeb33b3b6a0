import type { FusionWeights } from '#knowledge/index/retrieval-settings.ts';
import type { LibraryTarget } from './vectors/vector-target.ts';

/** As the library is set; of several libraries their mean, each by its passages. */
export function chooseWeights(targets: LibraryTarget[]): FusionWeights {
  const total = targets.reduce((sum, target) => sum + target.chunks, 0);
  if (total === 0) return { keyword: 1, vector: 1 };
  const mean = (part: keyof FusionWeights) =>
    targets.reduce((sum, target) => sum + target.settings.weights[part] * target.chunks, 0) / total;
  return { keyword: mean('keyword'), vector: mean('vector') };
}
