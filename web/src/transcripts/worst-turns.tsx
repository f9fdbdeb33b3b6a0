import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PageSection } from '#app/page-frame.tsx';
import { listWorstTurns } from '#api/transcripts.ts';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useGoInTranscripts } from './transcript-place.ts';
import { useTranscriptText } from './transcript-words.ts';
import type { Span } from '#api/transcripts.ts';

export function WorstTurns({ span }: { span: Span }) {
  const words = useTranscriptText();
  const { language } = useLanguage();
  const go = useGoInTranscripts();
  const { data } = useQuery({
    queryKey: ['transcripts', 'worst', span],
    queryFn: ({ signal }) => listWorstTurns(span, signal),
    placeholderData: keepPreviousData,
  });
  if (!data || data.items.length === 0) return null;
  return (
    <PageSection title={words.worst} explain={words.worstExplain}>
      <ol className="divide-y rounded-xl border bg-surface">
        {data.items.map(turn => (
          <li key={`${turn.transcript_id} ${turn.turn}`}>
            <button
              type="button"
              onClick={() => go({ transcript: turn.transcript_id, turn: turn.turn })}
              className="flex w-full items-baseline gap-3 px-4 py-2.5 text-left text-sm leading-6 hover:bg-sunken/60"
            >
              <span className="w-12 shrink-0 text-right font-semibold tabular-nums text-danger">
                {turn.score.toFixed(2)}
              </span>
              <span className="min-w-0 grow">
                <span className="line-clamp-2 [overflow-wrap:anywhere]">{turn.text}</span>
                <span className="text-xs text-muted">
                  {turn.speaker} · {turn.external_id} · {formatTime(turn.started_at, language)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ol>
    </PageSection>
  );
}
