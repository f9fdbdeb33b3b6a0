import { useQuery } from '@tanstack/react-query';
import { PageFrame } from '#app/page-frame.tsx';
import { listTranscripts } from '#api/transcripts.ts';
import { QueryState } from '#components/ui/query-state.tsx';
import { ImportButton } from './import-button.tsx';
import { ImportList } from './import-list.tsx';
import { SendingList } from './sending-list.tsx';
import { SentimentTimeline } from './sentiment-timeline.tsx';
import { SpanBar } from './span-bar.tsx';
import { TranscriptDialog } from './transcript-dialog.tsx';
import { TranscriptList } from './transcript-list.tsx';
import { useTranscriptPlace } from './transcript-place.ts';
import { useTranscriptText } from './transcript-words.ts';
import { WorstTurns } from './worst-turns.tsx';
import type { Span } from '#api/transcripts.ts';

const dayMs = 86_400_000;
const shownDays = 60;

export default function TranscriptsPage() {
  const words = useTranscriptText();
  const { transcript, turn } = useTranscriptPlace();
  const newest = useNewest();
  const span = useSpan(newest.data?.items[0]?.started_at);
  return (
    <PageFrame title={words.title} explain={words.explain} actions={<ImportButton />}>
      <SendingList />
      <ImportList />
      <QueryState
        query={newest}
        empty={newest.data?.items.length === 0 && `${words.nothing} ${words.formats}`}
      >
        {span && (
          <>
            <SpanBar span={span} />
            <SentimentTimeline span={span} />
            <WorstTurns span={span} />
            <TranscriptList span={span} />
          </>
        )}
      </QueryState>
      {transcript && <TranscriptDialog id={transcript} turn={turn} />}
    </PageFrame>
  );
}

const useNewest = () =>
  useQuery({
    queryKey: ['transcripts', 'newest'],
    queryFn: ({ signal }) => listTranscripts({}, null, signal),
  });

/** The days that the address names, else the last that have anything: imported conversations may be years old. */
function useSpan(newest: string | undefined): Span | undefined {
  const { since, until, channel, sentiment, q } = useTranscriptPlace();
  if (newest === undefined) return undefined;
  const lastDay = until ?? newest.slice(0, 10);
  const end = Date.parse(lastDay) + dayMs;
  const start = since ? Date.parse(since) : end - shownDays * dayMs;
  return {
    since: new Date(Math.min(start, end - dayMs)).toISOString(),
    until: new Date(end).toISOString(),
    channel,
    sentiment,
    q: q && q.length >= 2 ? q : undefined,
  };
}
