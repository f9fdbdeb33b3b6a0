import { useInsightText } from './insight-words.ts';

export function OutdatedMark() {
  const words = useInsightText();
  return (
    <span className="rounded-md bg-warning-soft px-1.5 leading-5 text-warning" title={words.outdatedExplain}>
      {words.outdated}
    </span>
  );
}
