import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { PageSection } from '#app/page-frame.tsx';
import { listTranscripts } from '#api/transcripts.ts';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { MoodMark } from './mood-mark.tsx';
import { useGoInTranscripts } from './transcript-place.ts';
import { useTranscriptText } from './transcript-words.ts';
import type { Span, TranscriptSummary } from '#api/transcripts.ts';

export function TranscriptList({ span }: { span: Span }) {
  const words = useTranscriptText();
  const { language, text } = useLanguage();
  const go = useGoInTranscripts();
  const query = useInfiniteQuery({
    queryKey: ['transcripts', 'list', span],
    queryFn: ({ pageParam, signal }) => listTranscripts(span, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  const columns = [
    { name: words.began, cell: (row: TranscriptSummary) => formatTime(row.started_at, language) },
    {
      name: words.id,
      cell: (row: TranscriptSummary) => (
        <button
          type="button"
          onClick={() => go({ transcript: row.id, turn: undefined })}
          className="text-accent underline-offset-4 hover:underline"
        >
          {row.external_id}
        </button>
      ),
    },
    { name: words.channel, cell: (row: TranscriptSummary) => row.channel ?? '–' },
    { name: words.turns, cell: (row: TranscriptSummary) => row.turn_count, isNumber: true },
    { name: words.sentiment, cell: (row: TranscriptSummary) => <MoodMark sentiment={row.sentiment} /> },
  ];
  return (
    <PageSection title={words.list}>
      <QueryState query={query} empty={rows.length === 0 && words.nothingFound}>
        <DataTable label={words.list} rows={rows} keyOf={row => row.id} columns={columns} />
        {query.hasNextPage && (
          <Button
            className="mt-3"
            disabled={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {text.loadMore}
          </Button>
        )}
      </QueryState>
    </PageSection>
  );
}
