import { useMutation } from '@tanstack/react-query';
import { PlugZap } from 'lucide-react';
import { PageSection } from '#app/page-frame.tsx';
import { testProviders } from '#api/workspace.ts';
import { classNames } from '#components/class-names.ts';
import { CodeText } from '#components/code-text.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useSettingText } from './setting-words.ts';
import type { ProviderCheck } from '#api/workspace.ts';

export function Models() {
  const words = useSettingText();
  const test = useMutation({ mutationFn: testProviders });
  return (
    <PageSection
      title={words.models}
      explain={words.modelsExplain}
      actions={
        <Button disabled={test.isPending} onClick={() => test.mutate()}>
          <PlugZap /> {test.isPending ? words.testing : words.test}
        </Button>
      }
    >
      {test.error && <ErrorNotice error={test.error} />}
      <ul aria-live="polite" className="space-y-2">
        {test.data?.items.map(check => (
          <Verdict key={check.name} check={check} />
        ))}
      </ul>
    </PageSection>
  );
}

const tones = { ok: 'text-success', note: 'text-warning', problem: 'text-danger' };

function Verdict({ check }: { check: ProviderCheck }) {
  const words = useSettingText();
  return (
    <li className="rounded-xl border bg-surface px-4 py-3 text-sm leading-6">
      <p>
        <span className="font-medium">{check.name}</span>{' '}
        <span className={classNames('font-medium', tones[check.status])}>{words.checks[check.status]}</span>
      </p>
      <p className="text-muted [overflow-wrap:anywhere]">{check.detail}</p>
      {check.next_step && (
        <p className="text-muted">
          <CodeText>{check.next_step}</CodeText>
        </p>
      )}
    </li>
  );
}
