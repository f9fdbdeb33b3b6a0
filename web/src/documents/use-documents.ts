import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  cancelDocument,
  deleteDocument,
  getDocument,
  isUnderway,
  listDocuments,
  restoreDocument,
  retryDocument,
} from '#api/documents.ts';
import type { Document, DocumentFilter } from '#api/documents.ts';
import type { Page } from '#api/request.ts';

// The stream of updates tells sooner; this is for what got lost on the way.
const pollEveryMs = 10_000;

export const deleteKey = ['delete-document'];
export const documentsKey = (libraryId: string | undefined) => ['documents', libraryId];

/** The documents of a library, newest first; looked at again by itself as long as one of them is being read. */
export function useDocuments(libraryId: string | undefined, filter: DocumentFilter = {}) {
  const isFiltered = Boolean(filter.q ?? filter.status);
  const query = useInfiniteQuery({
    queryKey: isFiltered ? [...documentsKey(libraryId), filter] : documentsKey(libraryId),
    queryFn: ({ pageParam, signal }) => listDocuments(libraryId!, { cursor: pageParam, filter, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: libraryId !== undefined,
    // What was found before stays in view until the next is there.
    placeholderData: isFiltered ? keepPreviousData : undefined,
    refetchInterval: ({ state }) => (flatten(state.data?.pages).some(isUnderway) ? pollEveryMs : false),
  });
  return { ...query, documents: flatten(query.data?.pages) };
}

const flatten = (pages: Page<Document>[] = []) => pages.flatMap(page => page.items);

export function useDocument(id: string) {
  return useQuery({ queryKey: ['document', id], queryFn: ({ signal }) => getDocument(id, signal) });
}

export const useRetryDocument = () => useDocumentAction(document => retryDocument(document.id));
export const useCancelDocument = () => useDocumentAction(document => cancelDocument(document.id));
export const useDeleteDocument = () => useDocumentAction(document => deleteDocument(document.id), deleteKey);
export const useRestoreDocument = () => useDocumentAction(document => restoreDocument(document.id));

function useDocumentAction(action: (document: Document) => Promise<unknown>, mutationKey?: string[]) {
  const client = useQueryClient();
  return useMutation({
    ...(mutationKey && { mutationKey }),
    mutationFn: action,
    meta: { isAnnounced: true },
    // Also after a refusal: whoever is told "it is already deleted" should see that it is.
    onSettled: (_reply, _error, document) =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['documents'] }),
        client.invalidateQueries({ queryKey: ['document', document.id] }),
        client.invalidateQueries({ queryKey: ['libraries'] }),
      ]),
  });
}
