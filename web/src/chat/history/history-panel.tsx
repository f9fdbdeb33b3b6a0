import { ChevronsUpDown, Search } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useDeferredValue, useEffect, useEffectEvent, useState } from 'react';
import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { floatingStyles } from '#components/ui/floating.ts';
import { Input } from '#components/ui/input.tsx';
import { useText } from '#language/language.tsx';
import { ConversationList } from './conversation-list.tsx';
import { DeletedList } from './deleted-list.tsx';

/** All conversations behind the title of the open one: to go to, to search, and to take deleted ones back. */
export function HistoryPanel({ title }: { title: string }) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  useCommandKey(() => setOpen(before => !before));
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button
          variant="ghost"
          size="small"
          aria-label={`${text.conversations}: ${title}`}
          className="-ml-1 min-w-0 shrink px-2 text-[15px] font-semibold text-foreground"
        >
          <span className="truncate leading-7">{title}</span>
          <ChevronsUpDown className="size-3.5 text-muted" />
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={text.conversations}
          className={classNames(
            floatingStyles,
            'flex max-h-(--radix-popover-content-available-height) w-96 max-w-[calc(100vw-1rem)] flex-col overflow-hidden p-0',
          )}
        >
          <HistoryContent onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function HistoryContent({ onDone }: { onDone: () => void }) {
  const text = useText();
  const [q, setQ] = useState('');
  const [isTrash, setTrash] = useState(false);
  const searched = useDeferredValue(q.trim());
  return (
    <>
      {!isTrash && (
        <div className="relative shrink-0 border-b p-2">
          <Search className="absolute top-1/2 left-4.5 size-4 -translate-y-1/2 text-muted" aria-hidden />
          <Input
            type="search"
            value={q}
            maxLength={200}
            onChange={event => setQ(event.target.value)}
            placeholder={text.searchChats}
            aria-label={text.searchChats}
            className="border-transparent bg-sunken pl-9"
          />
        </div>
      )}
      <div className="min-h-0 grow overflow-y-auto p-1">
        {isTrash ? <DeletedList onDone={onDone} /> : <ConversationList q={searched} onDone={onDone} />}
      </div>
      <div className="shrink-0 border-t p-1">
        <Button variant="ghost" size="small" onClick={() => setTrash(!isTrash)}>
          {isTrash ? text.backToChats : text.deletedChats}
        </Button>
      </div>
    </>
  );
}

/** ⌘K, or Ctrl K where there is no ⌘: from anywhere on the page. */
function useCommandKey(act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() !== 'k' ||
      !(event.metaKey || event.ctrlKey) ||
      event.altKey ||
      event.shiftKey
    )
      return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
