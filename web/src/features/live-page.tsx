import { useQuery } from '@tanstack/react-query';
import { PageFrame, PageSection } from '#app/page-frame.tsx';
import { listFeatureGroups } from '#api/features.ts';
import { CodeText } from '#components/code-text.tsx';
import { DataTable } from '#components/ui/data-table.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatDuration, formatNumber } from '#language/format-number.ts';
import { EntityCharts } from './entity-charts.tsx';
import { useLiveText } from './live-words.ts';
import { useRates } from './use-rates.ts';
import type { FeatureGroup } from '#api/features.ts';

const everyMs = 2000;

export default function LivePage() {
  const words = useLiveText();
  const query = useQuery({
    queryKey: ['feature-groups'],
    queryFn: ({ signal }) => listFeatureGroups(signal),
    refetchInterval: everyMs,
  });
  const groups = query.data?.items ?? [];
  return (
    <PageFrame title={words.title} explain={words.explain}>
      <PageSection title={words.groups}>
        <QueryState query={query}>
          {groups.length === 0 ? (
            <p className="rounded-xl border border-dashed px-4 py-8 text-center text-sm leading-6 text-muted">
              <CodeText>{words.none}</CodeText>
            </p>
          ) : (
            <GroupTable groups={groups} readAt={query.dataUpdatedAt} />
          )}
        </QueryState>
      </PageSection>
      {groups.length > 0 && <EntityCharts groups={groups} />}
    </PageFrame>
  );
}

function GroupTable({ groups, readAt }: { groups: FeatureGroup[]; readAt: number }) {
  const words = useLiveText();
  const rates = useRates(groups, readAt);
  const columns = [
    { name: words.group, cell: (group: FeatureGroup) => viewOf(group) },
    { name: words.topic, cell: (group: FeatureGroup) => group.topic },
    {
      name: words.state,
      cell: (group: FeatureGroup) => [words.states[group.state], group.reason].filter(Boolean).join(': '),
    },
    {
      name: words.rate,
      cell: (group: FeatureGroup) => {
        const rate = rates.get(viewOf(group));
        return rate === undefined ? '–' : formatNumber(Math.round(rate * 10) / 10);
      },
      isNumber: true,
    },
    {
      name: words.lag,
      cell: ({ lag_events: lag }: FeatureGroup) =>
        lag === null ? words.unknown : words.lagEvents(formatNumber(lag)),
      isNumber: true,
    },
    {
      name: words.age,
      cell: ({ watermark_age_ms: age }: FeatureGroup) =>
        age === null ? '–' : words.ago(formatDuration(Math.max(0, age))),
    },
    { name: words.processed, cell: (group: FeatureGroup) => formatNumber(group.processed), isNumber: true },
    { name: words.late, cell: (group: FeatureGroup) => formatNumber(group.late), isNumber: true },
    { name: words.dead, cell: (group: FeatureGroup) => formatNumber(group.dead), isNumber: true },
  ];
  return <DataTable label={words.groups} rows={groups} keyOf={viewOf} columns={columns} />;
}

const viewOf = ({ name, version }: FeatureGroup): string => `${name}@${version}`;
