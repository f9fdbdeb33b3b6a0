import { planVectors } from './plan-vectors.ts';
import type { VectorPlan } from './plan-vectors.ts';
import type { VectorTarget } from './vector-target.ts';

/** Libraries that are compared together, and how. */
export interface TargetGroup {
  targets: VectorTarget[];
  plan: VectorPlan;
  rows: number;
}

interface Targeted {
  targets: VectorTarget[];
  documentIds?: string[];
  chunkIds?: string[];
  vector: Float32Array;
}

/** Libraries with a graph each by themselves, all others in one scan. */
export function groupTargets(search: Targeted): TargetGroup[] {
  const narrowed = search.documentIds !== undefined || search.chunkIds !== undefined;
  const planOf = (targets: VectorTarget[], rows: number) =>
    planVectors({
      rows,
      dimensions: search.vector.length,
      settings: targets.length === 1 ? targets[0]!.settings.index : { kind: 'auto' },
      graphReady: targets.length === 1 && targets[0]!.set.graph !== undefined,
      narrowed,
    });
  const alone = search.targets.filter(target => planOf([target], target.chunks) === 'graph');
  const exact = search.targets.filter(
    target => !alone.includes(target) && target.settings.index.kind === 'exact',
  );
  const together = search.targets.filter(target => !alone.includes(target) && !exact.includes(target));
  return [...alone.map(target => [target]), exact, together].flatMap(targets => {
    const rows = Math.min(
      targets.reduce((sum, target) => sum + target.chunks, 0),
      search.chunkIds?.length ?? Infinity,
    );
    if (targets.length === 0 || rows === 0) return [];
    return [{ targets, rows, plan: targets === exact ? 'exact' : planOf(targets, rows) }];
  });
}
