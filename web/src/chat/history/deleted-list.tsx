import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { useDeletedConversations, useRestoreConversation } from './use-conversations.ts';

/** What can still be taken back, and until when. */
export function DeletedList({ onDone }: { onDone: () => void }) {
  const { language, text } = useLanguage();
  const go = useGo();
  const { data, error, isPending } = useDeletedConversations();
  const restore = useRestoreConversation();
  const onRestore = (id: string) =>
    restore.mutate(id, {
      onSuccess: () => {
        go({ chat: id, area: 'chat' });
        onDone();
      },
    });
  if (error) return <ErrorNotice error={error} className="m-2" />;
  if (isPending) return <p className="px-2.5 py-3 text-sm leading-6 text-muted">{text.loading}</p>;
  if (data.items.length === 0)
    return <p className="px-2.5 py-3 text-sm leading-6 text-muted">{text.noDeletedChats}</p>;
  return (
    <ul aria-label={text.deletedChats}>
      {data.items.map(({ id, title, removed_at: removedAt }) => (
        <li key={id} className="flex items-center gap-2 px-2.5 py-1.5 text-sm">
          <span className="min-w-0 grow">
            <span className="block truncate leading-6">{title || text.untitledChat}</span>
            <span className="block text-xs leading-5 text-muted">
              {text.keptUntil(formatDay(removedAt, language))}
            </span>
          </span>
          <Button size="small" disabled={restore.isPending} onClick={() => onRestore(id)}>
            {text.restore}
          </Button>
        </li>
      ))}
    </ul>
  );
}
