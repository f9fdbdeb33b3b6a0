import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { listUsageRecords, recordsCsvUrl } from '#api/usage.ts';
import { Button } from '#components/ui/button.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { Select } from '#components/ui/select.tsx';
import { formatCredits, formatDuration, formatNumber } from '#language/format-number.ts';
import { formatTime } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { useUsage } from './use-usage.ts';
import { useUsageText } from './usage-words.ts';
import type { RecordFilter, UsageRecord } from '#api/usage.ts';
import type { Column } from '#components/ui/data-table.tsx';

/** Every metered call, newest first, and the same as a file. */
export function UsageRecords() {
  const words = useUsageText();
  const { text } = useLanguage();
  const [filter, setFilter] = useState<RecordFilter>({});
  const columns = useColumns();
  const query = useInfiniteQuery({
    queryKey: ['usage', 'records', filter],
    queryFn: ({ pageParam, signal }) => listUsageRecords(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  const isFiltered = filter.kind !== undefined || filter.model !== undefined;
  return (
    <PageSection title={words.records} actions={<RecordActions filter={filter} onFilter={setFilter} />}>
      <QueryState
        query={query}
        empty={rows.length === 0 && (isFiltered ? words.nothingMatches : words.nothing)}
      >
        <DataTable label={words.records} rows={rows} keyOf={row => row.id} columns={columns} />
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

function RecordActions({
  filter,
  onFilter,
}: {
  filter: RecordFilter;
  onFilter: (filter: RecordFilter) => void;
}) {
  const words = useUsageText();
  const known = useUsage().data?.kinds ?? [];
  const choose = (
    name: keyof RecordFilter,
    values: string[],
    all: string,
    show: (value: string) => string,
  ) => (
    <Select
      aria-label={words[name]}
      value={filter[name] ?? ''}
      onChange={event => onFilter({ ...filter, [name]: event.target.value || undefined })}
    >
      <option value="">{all}</option>
      {[...new Set(values)].map(value => (
        <option key={value} value={value}>
          {show(value)}
        </option>
      ))}
    </Select>
  );
  return (
    <>
      {choose(
        'kind',
        known.map(each => each.kind),
        words.allKinds,
        kind => words.kinds[kind] ?? kind,
      )}
      {choose(
        'model',
        known.map(each => each.model),
        words.allModels,
        model => model,
      )}
      <Button asChild>
        <a href={recordsCsvUrl(filter)} download>
          <Download /> {words.csv}
        </a>
      </Button>
    </>
  );
}

function useColumns(): Column<UsageRecord>[] {
  const words = useUsageText();
  const { language } = useLanguage();
  return [
    { name: words.when, cell: row => formatTime(row.created_at, language) },
    { name: words.kind, cell: row => words.kinds[row.kind] ?? row.kind },
    { name: words.model, cell: row => row.model },
    { name: words.tokensIn, cell: row => formatNumber(row.tokens_in), isNumber: true },
    { name: words.tokensOut, cell: row => formatNumber(row.tokens_out), isNumber: true },
    { name: words.pages, cell: row => formatNumber(row.pages), isNumber: true },
    { name: words.credits, cell: row => formatCredits(row.credits), isNumber: true },
    {
      name: words.took,
      cell: row => (row.latency_ms === null ? '–' : formatDuration(row.latency_ms)),
      isNumber: true,
    },
  ];
}
