import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { findHealth } from '#api/health.ts';
import {
  changeInsight,
  changeInsightKind,
  deleteInsight,
  deleteInsightKind,
  generateInsight,
  getInsight,
  isUnderway,
  listInsightKinds,
  listInsights,
  saveInsightKind,
} from '#api/insights.ts';
import type { InsightKind } from '#api/insights.ts';
import { useGo, usePlace } from '#workspace/place.ts';

const insightsKey = ['insights'];
export const deleteKey = [...insightsKey, 'delete'];

/** A stream tells of changes; it may break. */
const lookAgainMs = 3_000;

/** Newest first. */
export function useInsights() {
  const query = useInfiniteQuery({
    queryKey: [...insightsKey, 'list'],
    queryFn: ({ pageParam, signal }) => listInsights(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(page => page.items.some(isUnderway)) ? lookAgainMs : false,
  });
  return { ...query, insights: query.data?.pages.flatMap(page => page.items) ?? [] };
}

export function useInsight(id: string | undefined) {
  return useQuery({
    queryKey: [...insightsKey, 'one', id],
    queryFn: ({ signal }) => getInsight(id!, signal),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data && isUnderway(state.data) ? lookAgainMs : false),
  });
}

export function useInsightKinds() {
  const { data } = useQuery({
    queryKey: [...insightsKey, 'kinds'],
    queryFn: ({ signal }) => listInsightKinds(signal),
  });
  return data?.items ?? [];
}

/** False while it is not known: what needs a model is refused by the server then. */
export function useIsKeyless(): boolean {
  const { data } = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => findHealth(signal),
    staleTime: 60_000,
  });
  return data?.providers.language_model === null;
}

export function useGenerate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: generateInsight,
    meta: { isAnnounced: true },
    onSettled: () => client.invalidateQueries({ queryKey: insightsKey }),
  });
}

/** Opens what a new one was made of this one. */
export function useChangeInsight() {
  const client = useQueryClient();
  const go = useGo();
  const { insight: open } = usePlace();
  return useMutation({
    mutationFn: changeInsight,
    meta: { isAnnounced: true },
    onSuccess: (made, { id }) => {
      if (open !== undefined && made.id !== id) go({ insight: made.id });
    },
    onSettled: () => client.invalidateQueries({ queryKey: insightsKey }),
  });
}

/** Leaves the insight first: what shows it would ask for it again. */
export function useDeleteInsight() {
  const client = useQueryClient();
  const go = useGo();
  const { insight: open } = usePlace();
  return useMutation({
    mutationKey: deleteKey,
    mutationFn: deleteInsight,
    meta: { isAnnounced: true },
    onSuccess: (_reply, id) => {
      if (open === id) go({ insight: undefined }, { replace: true });
      client.removeQueries({ queryKey: [...insightsKey, 'one', id] });
      return client.invalidateQueries({ queryKey: insightsKey });
    },
  });
}

export const useSaveKind = () => useKindAction(saveInsightKind);

export const useChangeKind = () =>
  useKindAction(({ kind, ...changes }: { kind: InsightKind; name: string; instructions: string }) =>
    changeInsightKind(kind, changes),
  );

export const useDeleteKind = () => useKindAction(deleteInsightKind);

function useKindAction<Variables>(action: (variables: Variables) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: action,
    // Also after a refusal: somebody else may have changed or deleted it.
    onSettled: () => client.invalidateQueries({ queryKey: [...insightsKey, 'kinds'] }),
  });
}
