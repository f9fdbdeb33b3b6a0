import { followEvents } from '#api/follow-events.ts';
import { ApiError } from '#api/request.ts';

export interface Change {
  kind: string;
  id: string;
}

interface FollowUpdatesOptions {
  onChanges: (changes: Change[]) => void;
  /** One listens (again): what happened before was not heard. */
  onListening: () => void;
  signal: AbortSignal;
}

const longPauseMs = 15_000;
const hiddenForMs = 30_000;

/**
 * Keeps this tab's one stream of updates open until `signal` fires. A tab that nobody sees gives its connection back,
 * because a browser has six of them for each server; seen again it listens again.
 */
export async function followUpdates({ onChanges, onListening, signal }: FollowUpdatesOptions): Promise<void> {
  while (!signal.aborted) {
    await untilVisible(signal);
    const visit = new AbortController();
    const stop = () => visit.abort();
    signal.addEventListener('abort', stop, { once: true });
    const leave = onceHidden(stop);
    try {
      await followEvents('/api/v1/updates', {
        signal: visit.signal,
        isLast: () => false,
        onEvent: ({ type, data }) =>
          type === 'changes' && tell((JSON.parse(data) as { items: Change[] }).items),
      });
    } catch (error) {
      // Who is not signed in any more, or whose server is older than this page, is not asked for again.
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return;
      if (!visit.signal.aborted) await pause(longPauseMs, signal);
    } finally {
      leave();
      signal.removeEventListener('abort', stop);
    }
  }

  function tell(items: Change[]): void {
    if (items.length === 0) onListening();
    else onChanges(items);
  }
}

function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check, { once: true });
    check();
  });
}

/** Calls `task` when the page was out of sight for a while; returns what ends the watch. */
function onceHidden(task: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const check = () => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(task, hiddenForMs);
  };
  document.addEventListener('visibilitychange', check);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', check);
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}
