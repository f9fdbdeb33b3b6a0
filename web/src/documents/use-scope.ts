import { isUnderway } from '#api/documents.ts';
import { useCurrentLibrary } from './use-libraries.ts';
import { useDocuments } from './use-documents.ts';
import { useSelection } from './use-selection.ts';
import type { Scope } from '#api/conversations.ts';

export interface AskScope {
  /** How many documents a question would go to. */
  count: number;
  scope: Scope;
  /** Why nothing can be asked yet; null when it can. */
  obstacle: 'loading' | 'none-ready' | 'still-reading' | 'none-selected' | null;
}

/** What a question sent now would search: the library when every document takes part, else the documents one by one. */
export function useScope(): AskScope {
  const library = useCurrentLibrary();
  const { documents, hasNextPage, isPending } = useDocuments(library?.id);
  const { isSelected } = useSelection(library?.id);
  const ready = documents.filter(document => document.status === 'ready');
  const selected = ready.filter(document => isSelected(document.id));
  const isWhole = library !== undefined && documents.every(document => isSelected(document.id));
  return {
    count: isWhole && hasNextPage ? library.document_count : selected.length,
    scope: isWhole
      ? { library_ids: [library.id], document_ids: [] }
      : { library_ids: [], document_ids: selected.map(document => document.id) },
    obstacle: findObstacle(),
  };

  function findObstacle(): AskScope['obstacle'] {
    if (library && isPending) return 'loading';
    if (selected.length > 0) return null;
    if (ready.length > 0) return 'none-selected';
    return documents.some(isUnderway) ? 'still-reading' : 'none-ready';
  }
}
