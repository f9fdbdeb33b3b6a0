import { ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { Suspense, useEffect, useEffectEvent, useState } from 'react';
import { classNames } from '#components/class-names.ts';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import { floatingStyles } from '#components/ui/floating.ts';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { useText } from '#language/language.tsx';

const HistoryContent = lazyPart(() => import('./history-content.tsx'));

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
          <Suspense fallback={<ProgressRing fraction={null} className="mx-auto my-6" />}>
            <HistoryContent onDone={() => setOpen(false)} />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
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
