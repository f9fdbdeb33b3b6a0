import { useEffect, useEffectEvent } from 'react';

// By their place on the keyboard: a Thai layout has other letters there.
const steps: Record<string, 1 | -1> = { BracketLeft: -1, BracketRight: 1 };

/** `[` and `]` go to the citation before and after, wherever nothing is being typed. */
export function useCitationKeys(step: (by: 1 | -1) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const by = steps[event.code];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || isField(event.target)) return;
    event.preventDefault();
    step(by);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
