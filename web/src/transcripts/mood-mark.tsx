import { classNames } from '#components/class-names.ts';
import { useTranscriptText } from './transcript-words.ts';
import type { Sentiment } from '#api/transcripts.ts';

const dots = {
  positive: 'bg-success',
  neutral: 'bg-border-strong',
  negative: 'bg-danger',
  'not-available': 'border border-border-strong',
};

export function MoodMark({ sentiment }: { sentiment: Sentiment | null }) {
  const words = useTranscriptText();
  if (!sentiment) return <span className="text-muted">{words.unscored}</span>;
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={classNames('size-2.5 rounded-full', dots[sentiment.label])} />
      {words.labels[sentiment.label]}
      {sentiment.score !== null && (
        <span className="text-xs tabular-nums text-muted">{sentiment.score.toFixed(2)}</span>
      )}
    </span>
  );
}
