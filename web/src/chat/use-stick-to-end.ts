import { useEffect, useRef, useState } from 'react';

const nearEndPixels = 48;

/** Keeps the end in view while it grows, until the person scrolls up to read; `toEnd` takes them back. */
export function useStickToEnd({
  conversation,
  isEmpty,
}: {
  conversation: string | undefined;
  isEmpty: boolean;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const sticks = useRef(true);

  useEffect(() => {
    sticks.current = !isEmpty;
    const box = frame.current;
    if (!box || !content.current) return;
    const observer = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(content.current);
    return () => observer.disconnect();
  }, [conversation, isEmpty]);

  const onScroll = () => {
    const box = frame.current;
    if (!box) return;
    sticks.current = box.scrollHeight - box.scrollTop - box.clientHeight < nearEndPixels;
    setAtEnd(sticks.current);
  };
  const toEnd = () => {
    sticks.current = true;
    frame.current?.scrollTo({ top: frame.current.scrollHeight, behavior: 'smooth' });
  };
  return { frame, content, isAtEnd, onScroll, toEnd };
}
