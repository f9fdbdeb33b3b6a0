import { cutAtMarks } from './cut-at-marks.ts';
import type { Range } from './locate-quote.ts';

interface MarkedTextProps {
  pageText: string;
  range: Range;
  marked: Range[];
}

export function MarkedText({ pageText, range, marked }: MarkedTextProps) {
  return cutAtMarks(range, marked).map(({ start, end, isMarked }) =>
    isMarked ? (
      <mark key={start} className="rounded-[3px] bg-mark box-decoration-clone px-0.5 py-px text-on-mark">
        {pageText.slice(start, end)}
      </mark>
    ) : (
      pageText.slice(start, end)
    ),
  );
}
