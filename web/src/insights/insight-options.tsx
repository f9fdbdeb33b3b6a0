import { ChevronDown } from 'lucide-react';
import { Suspense, useId, useState } from 'react';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import { Select } from '#components/ui/select.tsx';
import { useInsightText } from './insight-words.ts';

const KindDialog = lazyPart(() => import('./kind-dialog.tsx'));

/** What each insight that is asked for now is given besides its documents. */
export interface GenerateOptions {
  instructions?: string | undefined;
  language?: string | undefined;
}

interface InsightOptionsProps {
  options: GenerateOptions;
  onChange: (options: GenerateOptions) => void;
}

const languages = [
  ['en', 'English'],
  ['th', 'ไทย'],
] as const;

export function InsightOptions({ options, onChange }: InsightOptionsProps) {
  const words = useInsightText();
  const id = useId();
  const [isSaving, setSaving] = useState(false);
  return (
    <details className="group mt-3 rounded-xl border px-3 open:pb-3">
      <summary className="flex min-h-9 cursor-pointer list-none items-center gap-1.5 text-xs font-medium leading-6 text-muted">
        <ChevronDown className="size-3.5 -rotate-90 transition-transform group-open:rotate-0" aria-hidden />
        {words.options}
      </summary>
      <label htmlFor={`${id}-text`} className="text-xs leading-6">
        {words.instructions}
      </label>
      <textarea
        id={`${id}-text`}
        rows={3}
        maxLength={2_000}
        value={options.instructions ?? ''}
        placeholder={words.instructionsHint}
        onChange={event => onChange({ ...options, instructions: event.target.value || undefined })}
        className="w-full resize-y rounded-lg border border-border-strong bg-surface px-3 py-2 text-sm leading-6 placeholder:text-muted"
      />
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        <label htmlFor={`${id}-language`} className="text-xs leading-6">
          {words.writtenIn}
        </label>
        <Select
          id={`${id}-language`}
          className="grow"
          value={options.language ?? ''}
          onChange={event => onChange({ ...options, language: event.target.value || undefined })}
        >
          <option value="">{words.likeDocuments}</option>
          {languages.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
        <Button
          size="small"
          variant="ghost"
          disabled={options.instructions === undefined}
          onClick={() => setSaving(true)}
        >
          {words.saveKind}
        </Button>
      </div>
      {isSaving && (
        <Suspense>
          <KindDialog instructions={options.instructions ?? ''} onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </details>
  );
}
