import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { createLibrary, createSampleLibrary, listLibraries, offersSamples } from '#api/libraries.ts';
import { useGo, usePlace } from '#workspace/place.ts';
import type { Library } from '#api/libraries.ts';

const librariesKey = ['libraries'];

export function useLibraries() {
  return useQuery({ queryKey: librariesKey, queryFn: ({ signal }) => listLibraries(signal) });
}

/** The library that the address names, else the first there is; undefined while there is none. */
export function useCurrentLibrary(): Library | undefined {
  const { library: wanted } = usePlace();
  const libraries = useLibraries().data?.items ?? [];
  return libraries.find(library => library.id === wanted) ?? libraries[0];
}

export function useCreateLibrary() {
  const open = useOpenLibrary();
  return useMutation({ mutationFn: createLibrary, onSuccess: open });
}

export function useCreateSampleLibrary() {
  const open = useOpenLibrary();
  return useMutation({ mutationFn: createSampleLibrary, onSuccess: open });
}

/** Asked only where the offer would be shown. */
export function useOffersSamples({ enabled }: { enabled: boolean }): boolean {
  const query = useQuery({
    queryKey: ['offers-samples'],
    queryFn: ({ signal }) => offersSamples(signal),
    enabled,
    retry: false,
    staleTime: Infinity,
  });
  return query.data ?? false;
}

function useOpenLibrary() {
  const client = useQueryClient();
  const go = useGo();
  return async (library: Library) => {
    await client.invalidateQueries({ queryKey: librariesKey });
    go({ library: library.id, without: undefined });
  };
}
