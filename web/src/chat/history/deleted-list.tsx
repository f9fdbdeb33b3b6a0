import { RestoreList } from '#components/ui/restore-list.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { useDeletedConversations, useRestoreConversation } from './use-conversations.ts';

/** Chats that can still be taken back. */
export function DeletedList({ onDone }: { onDone: () => void }) {
  const text = useText();
  const go = useGo();
  const { data, error } = useDeletedConversations();
  const restore = useRestoreConversation();
  const onRestore = (id: string) =>
    restore.mutate(id, {
      onSuccess: () => {
        go({ chat: id, area: 'chat' });
        onDone();
      },
    });
  const items = data?.items.map(item => ({ ...item, title: item.title || text.untitledChat }));
  return (
    <RestoreList
      label={text.deletedChats}
      items={items}
      error={error}
      isRestoring={restore.isPending}
      onRestore={onRestore}
    />
  );
}
