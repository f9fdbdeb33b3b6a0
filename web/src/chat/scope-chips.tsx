import { Plus, X } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useDocuments } from '#documents/use-documents.ts';
import { useCurrentLibrary } from '#documents/use-libraries.ts';
import { useSelection } from '#documents/use-selection.ts';
import { useText } from '#language/language.tsx';

const shownChips = 3;

/** The documents that the next question goes to, to take out one by one, and the others to add. */
export function ScopeChips() {
  const text = useText();
  const library = useCurrentLibrary();
  const { documents } = useDocuments(library?.id);
  const { isSelected, select } = useSelection(library?.id);
  const ready = documents.filter(document => document.status === 'ready');
  if (ready.length < 2) return null;
  const selected = ready.filter(document => isSelected(document.id));
  const hidden = selected.length - shownChips;
  return (
    <ul aria-label={text.askedDocuments} className="flex flex-wrap items-center gap-1.5 px-3 pt-3">
      {selected.slice(0, shownChips).map(document => (
        <li
          key={document.id}
          className="flex h-7 max-w-44 items-center rounded-full bg-accent-soft pl-2.5 text-xs text-accent-strong"
        >
          <span className="truncate leading-6" title={document.title}>
            {document.title}
          </span>
          <button
            type="button"
            aria-label={text.leaveOut(document.title)}
            onClick={() => select([document.id], false)}
            className="ml-0.5 grid size-7 shrink-0 place-items-center rounded-full hover:bg-accent/15"
          >
            <X className="size-3.5" />
          </button>
        </li>
      ))}
      <li>
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button
              variant="ghost"
              className="h-7 rounded-full px-2.5 text-xs"
              aria-label={text.chooseDocuments}
            >
              {hidden > 0 ? text.andMore(hidden) : <Plus />}
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="start" className="w-72">
            {ready.map(document => (
              <DropdownMenuCheckboxItem
                key={document.id}
                checked={isSelected(document.id)}
                onCheckedChange={checked => select([document.id], checked)}
                // Several are chosen at a time.
                onSelect={event => event.preventDefault()}
              >
                <span className="min-w-0 grow truncate leading-6">{document.title}</span>
              </DropdownMenuCheckboxItem>
            ))}
          </DropdownMenuContent>
        </DropdownMenu>
      </li>
    </ul>
  );
}
