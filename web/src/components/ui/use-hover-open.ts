import { useEffect, useRef, useState } from 'react';
import type { FocusEvent, PointerEvent } from 'react';

const openAfterMs = 150;
// Long enough to cross the gap between the trigger and its card.
const closeAfterMs = 180;

/** Opens by mouse (after a moment), by keyboard focus, or by click; tells a pinned card from one that is passing by. */
export function useHoverOpen(onTrigger?: () => void) {
  const [open, setOpen] = useState(false);
  const [pinned, setPinned] = useState(false);
  const trigger = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // A card that was already open by hover takes the focus when it is asked for; a new one does so by itself.
  useEffect(() => {
    if (pinned) content.current?.querySelector('button')?.focus();
  }, [pinned]);

  const change = (next: boolean) => {
    clearTimeout(timer.current);
    setOpen(next);
    if (!next) setPinned(false);
  };
  const later = (next: boolean, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change(next), delayMs);
  };
  const enter = (event: PointerEvent) => event.pointerType === 'mouse' && later(true, openAfterMs);
  const leave = (event: PointerEvent) =>
    event.pointerType === 'mouse' && !pinned && later(false, closeAfterMs);

  return {
    open,
    setOpen: change,
    triggerProps: {
      ref: trigger,
      'aria-expanded': open,
      onPointerEnter: enter,
      onPointerLeave: leave,
      onFocus: (event: FocusEvent) => event.target.matches(':focus-visible') && change(true),
      onBlur: () => !pinned && later(false, closeAfterMs),
      onClick: () => {
        change(!onTrigger && !pinned);
        setPinned(!onTrigger && !pinned);
        onTrigger?.();
      },
    },
    contentProps: {
      ref: content,
      onPointerEnter: enter,
      onPointerLeave: leave,
      // The trigger belongs to the card: coming back to it is not leaving.
      onInteractOutside: (event: Event) =>
        trigger.current?.contains(event.target as Node) && event.preventDefault(),
      // Only a card that was asked for takes the focus; one that merely passes by must not pull it away.
      onOpenAutoFocus: (event: Event) => !pinned && event.preventDefault(),
      onCloseAutoFocus: (event: Event) => !pinned && event.preventDefault(),
    },
  };
}
