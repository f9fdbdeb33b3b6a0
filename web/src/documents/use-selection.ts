import { useMemo, useSyncExternalStore } from 'react';
import { readPreference, storePreference } from '#components/preferences.ts';
import { maxIds, useGo, usePlace } from '#workspace/place.ts';

// What was taken out is remembered, not what was chosen: a new document takes part as soon as it is ready.
const leftOutByLibrary = new Map<string, ReadonlySet<string>>();
const listeners = new Set<() => void>();

/** Which documents of a library are left out of the chat: as the address says, else as this browser remembers. */
export function useSelection(libraryId: string | undefined) {
  const go = useGo();
  const { without } = usePlace();
  const remembered = useSyncExternalStore(subscribe, () => readLeftOut(libraryId ?? ''));
  const leftOut = useMemo(() => (without ? new Set(without) : remembered), [without, remembered]);
  return {
    isSelected: (documentId: string) => !leftOut.has(documentId),
    select: (documentIds: string[], selected: boolean) => {
      const next = new Set(leftOut);
      for (const id of documentIds) {
        if (selected) next.delete(id);
        else next.add(id);
      }
      storeLeftOut(libraryId ?? '', next);
      const isShort = next.size > 0 && next.size <= maxIds;
      go({ without: isShort ? [...next] : undefined }, { replace: true });
    },
  };
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function readLeftOut(libraryId: string): ReadonlySet<string> {
  const known = leftOutByLibrary.get(libraryId);
  if (known) return known;
  const stored = readPreference(`left-out.${libraryId}`);
  const leftOut = new Set(stored ? stored.split(' ') : []);
  leftOutByLibrary.set(libraryId, leftOut);
  return leftOut;
}

function storeLeftOut(libraryId: string, leftOut: ReadonlySet<string>): void {
  leftOutByLibrary.set(libraryId, leftOut);
  storePreference(`left-out.${libraryId}`, [...leftOut].join(' '));
  for (const listener of listeners) listener();
}
