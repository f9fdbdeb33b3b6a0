import { classNames } from '#components/class-names.ts';
import type { ComponentProps } from 'react';

/** The browser's own list: the one that works with every keyboard, reader and thumb. */
export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <select
      className={classNames(
        'h-9 min-w-0 rounded-lg border border-border-strong bg-surface px-2.5 text-sm leading-6',
        className,
      )}
      {...props}
    />
  );
}
