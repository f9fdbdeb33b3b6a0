import { Button } from '#components/ui/button.tsx';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { useText } from '#language/language.tsx';
import { DocumentRow } from './document-row.tsx';
import { useDocuments } from './use-documents.ts';
import { useCurrentLibrary } from './use-libraries.ts';
import { useSelection } from './use-selection.ts';

export function DocumentList() {
  const text = useText();
  const library = useCurrentLibrary();
  const { documents, hasNextPage, fetchNextPage, isFetchingNextPage } = useDocuments(library?.id);
  const { isSelected, select } = useSelection(library?.id);
  return (
    <>
      <SelectAll />
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
