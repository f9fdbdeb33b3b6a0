import { useQuery } from '@tanstack/react-query';
import { PageFrame, PageSection } from '#app/page-frame.tsx';
import { getPlan } from '#api/usage.ts';
import { DataTable } from '#components/ui/data-table.tsx';
import { Meter } from '#components/ui/meter.tsx';
import { QueryState } from '#components/ui/query-state.tsx';
import { formatCredits, formatNumber } from '#language/format-number.ts';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { UsageDays } from './usage-days.tsx';
import { UsageRecords } from './usage-records.tsx';
import { fractionUsed, useUsage } from './use-usage.ts';
import { useUsageText } from './usage-words.ts';
import type { UsageMeter } from '#api/usage.ts';

export default function UsagePage() {
  const words = useUsageText();
  const usage = useUsage();
  return (
    <PageFrame title={words.title} explain={words.explain}>
      <QueryState query={usage}>
        <div className="mt-5 grid gap-3 sm:grid-cols-3">
          <PlanCard />
          {usage.data?.meters.map(meter => (
            <MeterCard key={meter.meter} meter={meter} />
          ))}
        </div>
        <UsageDays />
        <ByModel />
        <UsageRecords />
      </QueryState>
    </PageFrame>
  );
}

function PlanCard() {
  const words = useUsageText();
  const { data: plan } = useQuery({ queryKey: ['plan'], queryFn: ({ signal }) => getPlan(signal) });
  return (
    <div className="rounded-xl border bg-surface p-4">
      <p className="text-xs leading-5 text-muted">{words.plan}</p>
      <p className="mt-1 text-lg font-semibold leading-8">{plan?.name ?? '…'}</p>
    </div>
  );
}

function MeterCard({ meter }: { meter: UsageMeter }) {
  const words = useUsageText();
  const { language } = useLanguage();
  const format = meter.meter === 'credits' ? formatCredits : formatNumber;
  const fraction = fractionUsed(meter);
  return (
    <div className="rounded-xl border bg-surface p-4">
      <p className="text-xs leading-5 text-muted">{words[meter.meter]}</p>
      <p className="mt-1 text-lg font-semibold leading-8 tabular-nums">
        {format(meter.used)}{' '}
        <span className="text-sm font-normal text-muted">
          {meter.limit === null ? words.noLimit : words.of(format(meter.limit))}
        </span>
      </p>
      {fraction !== null && <Meter label={words[meter.meter]} fraction={fraction} className="mt-2" />}
      <p className="mt-2 text-xs leading-5 text-muted">
        {words.resets(formatDay(meter.resets_at, language))}
        {meter.reserved > 0 && ` · ${words.reserved(format(meter.reserved))}`}
      </p>
    </div>
  );
}

function ByModel() {
  const words = useUsageText();
  const rows = useUsage().data?.kinds ?? [];
  if (rows.length === 0) return null;
  return (
    <PageSection title={words.byModel} explain={words.byModelExplain}>
      <DataTable
        label={words.byModel}
        rows={rows}
        keyOf={row => `${row.kind} ${row.model}`}
        columns={[
          { name: words.kind, cell: row => words.kinds[row.kind] ?? row.kind },
          { name: words.model, cell: row => row.model },
          { name: words.amounts.records, cell: row => formatNumber(row.records), isNumber: true },
          { name: words.tokensIn, cell: row => formatNumber(row.tokens_in), isNumber: true },
          { name: words.tokensOut, cell: row => formatNumber(row.tokens_out), isNumber: true },
          { name: words.pages, cell: row => formatNumber(row.pages), isNumber: true },
          { name: words.credits, cell: row => formatCredits(row.credits), isNumber: true },
        ]}
      />
    </PageSection>
  );
}
