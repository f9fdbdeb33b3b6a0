import { useEffect, useState } from 'react';
import { getFeatures } from '#api/features.ts';
import type { FeatureVector } from '#api/features.ts';

const pastMinutes = 20;
const everyMs = 2000;
const kept = 200;

/** One entity's features: a point for each of the last minutes, then a new one every two seconds. */
export function useVectors(view: string, entity: string): { vectors: FeatureVector[]; error: Error | null } {
  const [vectors, setVectors] = useState<FeatureVector[]>([]);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const add = (vector: FeatureVector) => setVectors(before => [...before, vector].slice(-kept));
    const read = async (asof?: string) => add(await getFeatures(view, entity, asof, signal));
    const follow = async () => {
      const now = Date.now();
      for (let minute = pastMinutes; minute > 0; minute--)
        await read(new Date(now - minute * 60_000).toISOString());
      await read();
      timer = setInterval(() => void read().catch(fail), everyMs);
    };
    const fail = (cause: unknown) => !signal.aborted && setError(cause as Error);
    let timer: ReturnType<typeof setInterval> | undefined;
    void follow().catch(fail);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [view, entity]);
  return { vectors, error };
}
