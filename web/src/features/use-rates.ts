import { useEffect, useRef, useState } from 'react';
import type { FeatureGroup } from '#api/features.ts';

interface Reading {
  at: number;
  processed: number;
}

/** Events a second of each `group@version`, from one reading to the next. */
export function useRates(groups: FeatureGroup[], readAt: number): Map<string, number> {
  const before = useRef(new Map<string, Reading>());
  const [rates, setRates] = useState(new Map<string, number>());
  useEffect(() => {
    const next = new Map<string, number>();
    for (const { name, version, processed } of groups) {
      const view = `${name}@${version}`;
      const last = before.current.get(view);
      if (last && readAt > last.at)
        next.set(view, ((processed - last.processed) * 1000) / (readAt - last.at));
      before.current.set(view, { at: readAt, processed });
    }
    setRates(next);
    // One reading is one moment: the groups change with it and never without.
  }, [readAt]);
  return rates;
}
