import { Popover as Primitive } from 'radix-ui';
import { classNames } from '#components/class-names.ts';
import { floatingStyles } from './floating.ts';
import { useHoverOpen } from './use-hover-open.ts';
import type { ReactNode } from 'react';

interface InfoCardProps {
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
  /** What a click or tap on the trigger does; without it a click keeps the card open and moves the focus into it. */
  onTrigger?: (() => void) | undefined;
}

/** A card that opens on hover, on keyboard focus and on tap; Escape or leaving closes it. */
export function InfoCard({ trigger, children, className, onTrigger }: InfoCardProps) {
  const card = useHoverOpen(onTrigger);
  return (
    <Primitive.Root open={card.open} onOpenChange={card.setOpen}>
      <Primitive.Anchor asChild {...card.triggerProps}>
        {trigger}
      </Primitive.Anchor>
      <Primitive.Portal>
        <Primitive.Content
          {...card.contentProps}
          side="top"
          hideWhenDetached
          sideOffset={6}
          collisionPadding={10}
          className={classNames(
            floatingStyles,
            'w-80 max-w-[calc(100vw-1.25rem)] p-3.5 text-sm leading-6',
            className,
          )}
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
