import { UndoToast } from '#components/ui/undo-toast.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { deleteKey, useRestoreConversation } from './use-conversations.ts';

export function UndoDeleteChat() {
  const text = useText();
  const go = useGo();
  const restore = useRestoreConversation();
  const undo = (id: string) => restore.mutate(id, { onSuccess: () => go({ chat: id, area: 'chat' }) });
  return <UndoToast mutationKey={deleteKey} message={text.chatDeleted} onUndo={undo} />;
}
