import { cva } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import { classNames } from '#components/class-names.ts';
import type { VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';

const buttonStyles = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-lg text-sm font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-45 [&_svg]:shrink-0 [&_svg:not([class*=size-])]:size-4',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent hover:bg-accent-strong',
        outline: 'border border-border-strong bg-surface hover:bg-sunken',
        ghost: 'text-muted hover:bg-sunken hover:text-foreground data-[state=open]:bg-sunken',
        soft: 'bg-accent-soft text-accent-strong hover:bg-accent-soft/70',
        danger: 'bg-danger text-surface hover:bg-danger/90',
      },
      size: { small: 'h-8 px-2.5', medium: 'h-9 px-3.5', icon: 'size-9', 'icon-small': 'size-8' },
    },
    defaultVariants: { variant: 'outline', size: 'medium' },
  },
);

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyles> & {
    /** Gives the looks to its child, such as a link, instead of making a button. */
    asChild?: boolean;
  };

export function Button({
  className,
  variant,
  size,
  asChild = false,
  type = 'button',
  ...props
}: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      type={asChild ? undefined : type}
      className={classNames(buttonStyles({ variant, size }), className)}
      // A button that is only a picture tells mouse users its name, too.
      title={props['aria-label']}
      {...props}
    />
  );
}
