import { useMutationState } from '@tanstack/react-query';
import { Undo2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { deleteKey, useRestoreConversation } from './use-conversations.ts';

const shownForMs = 12_000;

/** After a conversation was deleted: says so, and takes it back for whoever did not mean it. */
export function UndoDelete() {
  const text = useText();
  const go = useGo();
  const restore = useRestoreConversation();
  const [doneAt, setDoneAt] = useState(0);
  const deletions = useMutationState({
    filters: { mutationKey: deleteKey, status: 'success' },
    select: mutation => ({ id: mutation.state.variables as string, at: mutation.state.submittedAt }),
  });
  const latest = deletions.at(-1);
  const at = latest?.at ?? 0;
  useEffect(() => {
    if (at === 0) return;
    const timer = setTimeout(() => setDoneAt(at), shownForMs);
    return () => clearTimeout(timer);
  }, [at]);
  if (!latest || at <= doneAt) return null;
  const undo = () => {
    setDoneAt(at);
    restore.mutate(latest.id, { onSuccess: () => go({ chat: latest.id, area: 'chat' }) });
  };
  return (
    <div
      role="status"
      className="fixed inset-x-0 bottom-44 z-50 mx-auto flex w-fit items-center gap-2 rounded-xl border bg-float py-2 pr-2 pl-4 text-sm shadow-float lg:bottom-32"
    >
      {text.chatDeleted}
      <Button size="small" variant="soft" onClick={undo}>
        <Undo2 /> {text.undo}
      </Button>
      <Button variant="ghost" size="icon-small" aria-label={text.dismiss} onClick={() => setDoneAt(at)}>
        <X />
      </Button>
    </div>
  );
}
