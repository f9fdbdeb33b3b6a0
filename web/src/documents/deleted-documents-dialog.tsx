import { useQuery } from '@tanstack/react-query';
import { listDeletedDocuments } from '#api/documents.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { RestoreList } from '#components/ui/restore-list.tsx';
import { useText } from '#language/language.tsx';
import { useRestoreDocument } from './use-documents.ts';

/** Documents of all libraries that can still be taken back. */
export default function DeletedDocumentsDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const { data, error } = useQuery({
    queryKey: ['documents', 'deleted'],
    queryFn: ({ signal }) => listDeletedDocuments(signal),
  });
  const restore = useRestoreDocument();
  const onRestore = (id: string) => {
    const document = data?.items.find(item => item.id === id);
    if (document) restore.mutate(document);
  };
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={text.deletedDocuments}
      description={text.deletedDocumentsExplain}
    >
      <div className="-mx-2.5 mt-3 max-h-[60dvh] overflow-y-auto">
        <RestoreList
          label={text.deletedDocuments}
          items={data?.items}
          error={error}
          isRestoring={restore.isPending}
          onRestore={onRestore}
        />
      </div>
    </Dialog>
  );
}
