import { Dialog as Primitive } from 'radix-ui';
import { classNames } from '#components/class-names.ts';
import type { ReactNode } from 'react';

export const overlayStyles = 'fixed inset-0 z-40 bg-black/35 backdrop-blur-[2px]';
export const dialogStyles =
  'fixed left-1/2 top-1/2 z-50 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-border bg-float p-5 shadow-float outline-none';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** For what is read rather than answered. */
  isWide?: boolean;
  children: ReactNode;
}

export function Dialog({ open, onOpenChange, title, description, isWide = false, children }: DialogProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyles} />
        <Primitive.Content className={classNames(dialogStyles, isWide && 'w-[min(44rem,calc(100vw-2rem))]')}>
          <Primitive.Title className="text-base font-semibold">{title}</Primitive.Title>
          <Primitive.Description className="mt-1 text-sm leading-6 text-muted">
            {description}
          </Primitive.Description>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
