import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { getTranscript } from '#api/transcripts.ts';
import { classNames } from '#components/class-names.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { MoodMark } from './mood-mark.tsx';
import { useGoInTranscripts } from './transcript-place.ts';
import { useTranscriptText } from './transcript-words.ts';

interface TranscriptDialogProps {
  id: string;
  /** The turn to bring into view, from 0. */
  turn: number | undefined;
}

/** One conversation, turn by turn. */
export function TranscriptDialog({ id, turn }: TranscriptDialogProps) {
  const words = useTranscriptText();
  const { language } = useLanguage();
  const go = useGoInTranscripts();
  const query = useQuery({
    queryKey: ['transcript', id],
    queryFn: ({ signal }) => getTranscript(id, signal),
  });
  const { data } = query;
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => marked.current?.scrollIntoView({ block: 'center' }), [data]);
  return (
    <Dialog
      open
      onOpenChange={() => go({ transcript: undefined, turn: undefined })}
      title={words.conversation(data?.external_id ?? '…')}
      description={[data && formatTime(data.started_at, language), data?.channel].filter(Boolean).join(' · ')}
      isWide
    >
      <QueryState query={query}>
        <ol
          tabIndex={0}
          aria-label={words.turns}
          className="mt-4 max-h-[60dvh] space-y-2 overflow-y-auto pr-1"
        >
          {data?.turns.map((each, index) => (
            <li
              key={index}
              ref={index === turn ? marked : undefined}
              className={classNames(
                'rounded-lg px-3 py-2 text-sm leading-6',
                index === turn ? 'bg-warning-soft' : 'bg-sunken/60',
              )}
            >
              <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-xs text-muted">
                <span className="font-semibold text-foreground">{each.speaker}</span>
                <MoodMark sentiment={each.sentiment} />
              </p>
              <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{each.text}</p>
            </li>
          ))}
        </ol>
      </QueryState>
    </Dialog>
  );
}
