import { useEffect, useRef } from 'react';
import type { RefObject } from 'react';

let awaited: string | undefined;

/**
 * The page of a citation takes the place of the insight that has it. When the insight comes back, this chip gets the focus,
 * so that one goes on reading there. The name is that of `data-citation`.
 */
export function returnToCitation(name: string): void {
  awaited = name;
}

/** For the chip of that name, whenever it comes. */
export function useReturn(name: string): RefObject<HTMLButtonElement | null> {
  const chip = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (awaited !== name) return;
    awaited = undefined;
    chip.current?.focus();
  }, [name]);
  return chip;
}
