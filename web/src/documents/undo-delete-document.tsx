import { UndoToast } from '#components/ui/undo-toast.tsx';
import { useText } from '#language/language.tsx';
import { deleteKey, useRestoreDocument } from './use-documents.ts';
import type { Document } from '#api/documents.ts';

export function UndoDeleteDocument() {
  const text = useText();
  const restore = useRestoreDocument();
  const undo = (document: Document) => restore.mutate(document);
  return <UndoToast mutationKey={deleteKey} message={text.documentDeleted} onUndo={undo} />;
}
