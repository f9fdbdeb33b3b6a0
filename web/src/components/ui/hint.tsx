import { Tooltip as Primitive } from 'radix-ui';
import { classNames } from '#components/class-names.ts';
import { floatingStyles } from './floating.ts';
import type { ReactNode } from 'react';

export const HintProvider = Primitive.Provider;

/** A short text beside a control, on hover and on focus. What matters must also be readable without it. */
export function Hint({
  text,
  children,
  side = 'bottom',
}: {
  text: ReactNode;
  children: ReactNode;
  side?: 'top' | 'bottom' | 'left' | 'right';
}) {
  return (
    <Primitive.Root>
      <Primitive.Trigger asChild>{children}</Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={classNames(floatingStyles, 'max-w-72 rounded-lg px-2.5 py-1.5 text-xs leading-5')}
        >
          {text}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
