import { ChevronsUpDown, Plus, Trash2 } from 'lucide-react';
import { Suspense, useState } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { NewLibraryDialog } from './new-library-dialog.tsx';
import { useCurrentLibrary, useLibraries } from './use-libraries.ts';

const DeletedDocumentsDialog = lazyPart(() => import('./deleted-documents-dialog.tsx'));

export function LibrarySwitcher() {
  const text = useText();
  const go = useGo();
  const current = useCurrentLibrary();
  const libraries = useLibraries().data?.items ?? [];
  const [isNaming, setNaming] = useState(false);
  const [isTrash, setTrash] = useState(false);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="small"
            aria-label={`${text.library}: ${current?.name ?? text.documents}`}
            className="-ml-1.5 min-w-0 shrink px-2 text-[15px] font-semibold text-foreground"
          >
            <span className="truncate leading-7">{current?.name ?? text.documents}</span>
            <ChevronsUpDown className="size-3.5 text-muted" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="w-64">
          <DropdownMenuRadioGroup
            value={current?.id ?? ''}
            onValueChange={library => go({ library, without: undefined })}
          >
            {libraries.map(library => (
              <DropdownMenuRadioItem key={library.id} value={library.id}>
                <span className="min-w-0 grow truncate leading-6">{library.name}</span>
                <span className="text-xs tabular-nums text-muted">{library.document_count}</span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          {libraries.length > 0 && <DropdownMenuSeparator />}
          <DropdownMenuItem onSelect={() => setNaming(true)}>
            <Plus /> {text.newLibrary}
          </DropdownMenuItem>
          {libraries.length > 0 && (
            <DropdownMenuItem onSelect={() => setTrash(true)}>
              <Trash2 /> {text.deletedDocuments}
            </DropdownMenuItem>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {isTrash && (
        <Suspense>
          <DeletedDocumentsDialog onClose={() => setTrash(false)} />
        </Suspense>
      )}
      <NewLibraryDialog open={isNaming} onOpenChange={setNaming} />
    </>
  );
}
