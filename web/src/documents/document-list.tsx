import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { useText } from '#language/language.tsx';
import { useDeferredValue, useState } from 'react';
import { DocumentFilter } from './document-filter.tsx';
import { DocumentRow } from './document-row.tsx';
import { useDocuments } from './use-documents.ts';
import { useCurrentLibrary } from './use-libraries.ts';
import { useSelection } from './use-selection.ts';
import type { DocumentFilter as Filter } from '#api/documents.ts';

/** A few are found by looking. */
const longFrom = 5;

export function DocumentList() {
  const text = useText();
  const library = useCurrentLibrary();
  const all = useDocuments(library?.id);
  const [filter, setFilter] = useState<Filter>({});
  const sought = useDeferredValue(filter);
  const { documents, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useDocuments(
    library?.id,
    sought,
  );
  const { isSelected, select } = useSelection(library?.id);
  const isLong = all.documents.length >= longFrom || filter.q !== undefined || filter.status !== undefined;
  return (
    <>
      {isLong && <DocumentFilter filter={filter} onFilter={setFilter} />}
      <SelectAll />
      {documents.length === 0 && !isPending && (
        <p className="px-4 py-6 text-center text-sm leading-6 text-muted">{text.noDocumentFound}</p>
      )}
      <ul className="p-1.5 pt-0">
        {documents.map(document => (
          <DocumentRow
            key={document.id}
            document={document}
            isSelected={isSelected(document.id)}
            onSelect={selected => select([document.id], selected)}
          />
        ))}
      </ul>
      {hasNextPage && (
        <div className="p-3 pt-0">
          <Button className="w-full" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {text.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}

function SelectAll() {
  const text = useText();
  const library = useCurrentLibrary();
  const { documents } = useDocuments(library?.id);
  const { isSelected, select } = useSelection(library?.id);
  const ready = documents.filter(document => document.status === 'ready');
  const selected = ready.filter(document => isSelected(document.id)).length;
  if (ready.length === 0) return <div className="h-1.5" />;
  const state = selected === ready.length ? true : selected === 0 ? false : 'indeterminate';
  return (
    <div className="flex h-11 items-center gap-2.5 px-3.5 text-xs text-muted">
      <Checkbox
        id="select-all"
        checked={state}
        onCheckedChange={() =>
          select(
            documents.map(document => document.id),
            state !== true,
          )
        }
      />
      <label htmlFor="select-all" className="grow cursor-pointer leading-5">
        {text.selectAll}
      </label>
      <span aria-live="polite">{text.selectedCount(selected, ready.length)}</span>
    </div>
  );
}
