import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { PageSection } from '#app/page-frame.tsx';
import { groupSentiment } from '#api/transcripts.ts';
import { QueryState } from '#components/ui/query-state.tsx';
import { StackedBars } from '#components/ui/stacked-bars.tsx';
import { formatNumber } from '#language/format-number.ts';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useTranscriptText } from './transcript-words.ts';
import type { SentimentGroup, Span } from '#api/transcripts.ts';

export const moodFills = {
  positive: 'fill-success',
  neutral: 'fill-border-strong',
  negative: 'fill-danger',
  'not-available': 'fill-border',
};

/** How people felt, day by day. */
export function SentimentTimeline({ span }: { span: Span }) {
  const words = useTranscriptText();
  const { language } = useLanguage();
  const query = useQuery({
    queryKey: ['transcripts', 'sentiment', span],
    queryFn: ({ signal }) => groupSentiment(span, 'day', signal),
    placeholderData: keepPreviousData,
  });
  const days = (query.data?.items ?? []).filter(isDated).toSorted((a, b) => a.key.localeCompare(b.key));
  return (
    <PageSection title={words.timeline} explain={words.timelineExplain}>
      <QueryState query={query} empty={days.length === 0 && words.nothingInSpan}>
        <StackedBars
          label={words.timeline}
          series={[
            { name: words.labels.negative, fill: moodFills.negative },
            { name: words.labels.neutral, fill: moodFills.neutral },
            { name: words.labels.positive, fill: moodFills.positive },
            { name: words.labels['not-available'], fill: moodFills['not-available'] },
            { name: words.unscored, fill: 'fill-sunken' },
          ]}
          bars={days.map(day => ({
            label: formatDay(`${day.key.slice(0, 10)}T12:00:00Z`, language),
            values: [day.negative, day.neutral, day.positive, day.not_available, day.unscored],
          }))}
          format={formatNumber}
        />
      </QueryState>
    </PageSection>
  );
}

const isDated = (group: SentimentGroup): group is SentimentGroup & { key: string } => group.key !== null;
