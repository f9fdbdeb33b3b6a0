import { clsx } from 'clsx';
import { twMerge } from 'tailwind-merge';
import type { ClassValue } from 'clsx';

/** Joins class names; where two Tailwind classes set the same thing the later one wins. */
export function classNames(...values: ClassValue[]): string {
  return twMerge(clsx(values));
}
