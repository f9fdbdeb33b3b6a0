import { CircleSlash, Download, Ellipsis, Info, RotateCw, Trash2 } from 'lucide-react';
import { isUnderway } from '#api/documents.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useText } from '#language/language.tsx';
import { noSource, useGo, usePlace } from '#workspace/place.ts';
import { useCancelDocument, useDeleteDocument, useRetryDocument } from './use-documents.ts';
import type { Document } from '#api/documents.ts';

/** What can be done with a document. Deleting asks nothing: it can be undone. */
export function DocumentMenu({ document }: { document: Document }) {
  const text = useText();
  const retry = useRetryDocument();
  const cancel = useCancelDocument();
  const remove = useDeleteDocument();
  const place = usePlace();
  const go = useGo();
  const canRetry = document.status === 'failed' || document.status === 'cancelled';
  const deleteIt = () => {
    if (place.document === document.id) go(noSource, { replace: true });
    remove.mutate(document);
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon-small"
          className="-my-0.5 -mr-1"
          aria-label={text.documentMenu(document.title)}
        >
          <Ellipsis />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuItem
          onSelect={() =>
            go({ ...noSource, document: document.id, page: 1, view: 'details', area: 'source' })
          }
        >
          <Info /> {text.details}
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <a href={`/api/v1/documents/${document.id}/file`} download={document.file_name}>
            <Download /> {text.downloadFile}
          </a>
        </DropdownMenuItem>
        {canRetry && (
          <DropdownMenuItem onSelect={() => retry.mutate(document)}>
            <RotateCw /> {text.retry}
          </DropdownMenuItem>
        )}
        {isUnderway(document) && (
          <DropdownMenuItem onSelect={() => cancel.mutate(document)}>
            <CircleSlash /> {text.stopReading}
          </DropdownMenuItem>
        )}
        <DropdownMenuItem danger onSelect={deleteIt}>
          <Trash2 /> {text.delete}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
