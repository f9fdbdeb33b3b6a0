import { CircleSlash, Download, Ellipsis, Info, RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { isUnderway } from '#api/documents.ts';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
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

export function DocumentMenu({ document }: { document: Document }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const retry = useRetryDocument();
  const cancel = useCancelDocument();
  const go = useGo();
  const canRetry = document.status === 'failed' || document.status === 'cancelled';
  return (
    <>
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
          <DropdownMenuItem danger onSelect={() => setAsking(true)}>
            <Trash2 /> {text.delete}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <DeleteQuestion document={document} open={isAsking} onOpenChange={setAsking} />
    </>
  );
}

interface DeleteQuestionProps {
  document: Document;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function DeleteQuestion({ document, open, onOpenChange }: DeleteQuestionProps) {
  const text = useText();
  const place = usePlace();
  const go = useGo();
  const remove = useDeleteDocument();
  const confirm = () => {
    if (place.document === document.id) go(noSource, { replace: true });
    remove.mutate(document);
  };
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.deleteTitle}
      description={text.deleteExplain(document.title)}
      cancelLabel={text.cancel}
      confirmLabel={text.delete}
      onConfirm={confirm}
    />
  );
}
