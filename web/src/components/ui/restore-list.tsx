import { ErrorNotice } from '#language/error-notice.tsx';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { Button } from './button.tsx';

interface RestoreListProps {
  label: string;
  /** Last deleted first; undefined while they are not there yet. */
  items: { id: string; title: string; removed_at: string }[] | undefined;
  error: Error | null;
  isRestoring: boolean;
  onRestore: (id: string) => void;
}

/** What can still be taken back, and until when. */
export function RestoreList({ label, items, error, isRestoring, onRestore }: RestoreListProps) {
  const { language, text } = useLanguage();
  if (error) return <ErrorNotice error={error} className="m-2" />;
  if (!items) return <p className="px-2.5 py-3 text-sm leading-6 text-muted">{text.loading}</p>;
  if (items.length === 0)
    return <p className="px-2.5 py-3 text-sm leading-6 text-muted">{text.nothingDeleted}</p>;
  return (
    <ul aria-label={label}>
      {items.map(({ id, title, removed_at: removedAt }) => (
        <li key={id} className="flex items-center gap-2 px-2.5 py-1.5 text-sm">
          <span className="min-w-0 grow">
            <span className="block truncate leading-6">{title}</span>
            <span className="block text-xs leading-5 text-muted">
              {text.keptUntil(formatDay(removedAt, language))}
            </span>
          </span>
          <Button size="small" disabled={isRestoring} onClick={() => onRestore(id)}>
            {text.restore}
          </Button>
        </li>
      ))}
    </ul>
  );
}
