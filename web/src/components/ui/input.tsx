import { classNames } from '#components/class-names.ts';
import type { ComponentProps } from 'react';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={classNames(
        'h-10 w-full min-w-0 rounded-lg border border-border-strong bg-surface px-3 text-sm placeholder:text-muted',
        className,
      )}
      {...props}
    />
  );
}
