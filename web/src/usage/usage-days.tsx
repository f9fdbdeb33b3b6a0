import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { listUsageDays } from '#api/usage.ts';
import { QueryState } from '#components/ui/query-state.tsx';
import { Select } from '#components/ui/select.tsx';
import { StackedBars } from '#components/ui/stacked-bars.tsx';
import { formatCredits, formatNumber } from '#language/format-number.ts';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useUsageText } from './usage-words.ts';
import type { UsageDay } from '#api/usage.ts';

const dayCount = 30;
const dayMs = 86_400_000;
const fills = [
  'fill-accent',
  'fill-warning',
  'fill-success',
  'fill-mark',
  'fill-danger',
  'fill-muted',
  'fill-ring',
];

type Amount = 'credits' | 'pages' | 'tokens' | 'records';

const measures: Record<Amount, (day: UsageDay) => number> = {
  credits: day => day.credits,
  pages: day => day.pages,
  tokens: day => day.tokens_in + day.tokens_out,
  records: day => day.records,
};

/** The last thirty days, a bar each, by kind of work. */
export function UsageDays() {
  const words = useUsageText();
  const { language } = useLanguage();
  const [amount, setAmount] = useState<Amount>('records');
  const query = useQuery({
    queryKey: ['usage', 'days'],
    queryFn: ({ signal }) => listUsageDays(dayCount, signal),
  });
  const items = query.data?.items ?? [];
  const kinds = [...new Set(items.map(item => item.kind))];
  const bars = lastDays().map(day => ({
    label: formatDay(`${day}T12:00:00Z`, language),
    values: kinds.map(kind =>
      sumOf(
        items.filter(item => item.day === day && item.kind === kind),
        amount,
      ),
    ),
  }));
  return (
    <PageSection
      title={words.byDay}
      explain={words.lastDays}
      actions={
        <Select
          aria-label={words.amount}
          value={amount}
          onChange={event => setAmount(event.target.value as Amount)}
        >
          {Object.entries(words.amounts).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
      }
    >
      <QueryState query={query} empty={items.length === 0 && words.nothing}>
        <StackedBars
          label={`${words.byDay}: ${words.amounts[amount]}`}
          series={kinds.map((kind, index) => ({
            name: words.kinds[kind] ?? kind,
            fill: fills[index % fills.length]!,
          }))}
          bars={bars}
          format={amount === 'credits' ? formatCredits : formatNumber}
        />
      </QueryState>
    </PageSection>
  );
}

const sumOf = (days: UsageDay[], amount: Amount): number =>
  days.reduce((total, day) => total + Math.max(0, measures[amount](day)), 0);

/** In UTC, as the server counts. */
function lastDays(): string[] {
  const today = Date.now();
  return Array.from({ length: dayCount }, (_, index) =>
    new Date(today - (dayCount - 1 - index) * dayMs).toISOString().slice(0, 10),
  );
}
