import { useState } from 'react';
import { PageSection } from '#app/page-frame.tsx';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { Select } from '#components/ui/select.tsx';
import { Sparkline } from '#components/ui/sparkline.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatNumber } from '#language/format-number.ts';
import { useLiveText } from './live-words.ts';
import { useVectors } from './use-vectors.ts';
import type { FeatureGroup, FeatureValue } from '#api/features.ts';
import type { SubmitEvent } from 'react';

/** The features of one entity, a chart each. */
export function EntityCharts({ groups }: { groups: FeatureGroup[] }) {
  const words = useLiveText();
  const [wanted, setWanted] = useState<{ view: string; entity: string } | null>(null);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setWanted({ view: form.get('view') as string, entity: (form.get('entity') as string).trim() });
  };
  return (
    <PageSection title={words.entity} explain={words.entityExplain}>
      <form onSubmit={submit} className="flex flex-wrap items-center gap-2">
        <Select name="view" aria-label={words.group}>
          {groups.map(({ name, version }) => (
            <option key={`${name}@${version}`}>{`${name}@${version}`}</option>
          ))}
        </Select>
        <Input
          name="entity"
          required
          maxLength={500}
          aria-label={words.entityName}
          placeholder={words.entityName}
          className="h-9 w-56"
        />
        <Button type="submit" variant="primary">
          {words.show}
        </Button>
      </form>
      {wanted && <Charts key={`${wanted.view} ${wanted.entity}`} {...wanted} />}
    </PageSection>
  );
}

function Charts({ view, entity }: { view: string; entity: string }) {
  const words = useLiveText();
  const { vectors, error } = useVectors(view, entity);
  const latest = vectors.at(-1);
  if (error && !latest) return <ErrorNotice error={error} className="mt-3" />;
  if (!latest) return <ProgressRing fraction={null} className="mt-4" />;
  const names = Object.keys(latest.features);
  if (names.every(name => latest.features[name] === null))
    return <p className="mt-4 text-sm leading-6 text-muted">{words.noValues}</p>;
  return (
    <>
      <p className="mt-3 text-xs leading-5 text-muted">{words.past}</p>
      <ul className="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {names.map(name => (
          <li key={name} className="rounded-xl border bg-surface p-4">
            <p className="text-xs leading-5 text-muted [overflow-wrap:anywhere]">{name}</p>
            <p className="text-lg font-semibold leading-8 tabular-nums [overflow-wrap:anywhere]">
              {show(latest.features[name] ?? null)}
            </p>
            <Sparkline
              label={name}
              points={vectors.map(({ at, features }) => [Date.parse(at), toNumber(features[name] ?? null)])}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

const show = (value: FeatureValue): string => {
  if (value === null) return '–';
  return typeof value === 'number' ? formatNumber(Math.round(value * 1000) / 1000) : String(value);
};

/** Whole numbers beyond 2^53 come as text. */
const toNumber = (value: FeatureValue): number | null => {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' ? number : null;
};
