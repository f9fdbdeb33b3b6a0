import { Search } from 'lucide-react';
import { useText } from '#language/language.tsx';
import type { Dictionary } from '#language/english.ts';
import type { RunState } from './run-state.ts';

/** "Searching 2 documents… 8 passages", then "Writing…" until the first word has come. */
export function RunTrace({ run }: { run: RunState }) {
  const text = useText();
  return (
    <div role="status" className="mb-2.5 space-y-1.5 text-sm leading-6 text-muted">
      <p className="flex items-center gap-2">
        <Search className="size-3.5" aria-hidden />
        {describeSearch(run, text)}
      </p>
      {run.text === '' && run.phase !== 'sending' && run.phase !== 'searching' && (
        <p className="flex items-center gap-2.5">
          <Dots /> {run.isStopping ? text.stopping : text.thinking}
        </p>
      )}
    </div>
  );
}

function describeSearch(run: RunState, text: Dictionary): string {
  if (run.passageCount !== null) return text.searched(run.documentCount, run.passageCount);
  if (run.isStopping) return text.stopping;
  return run.documentCount > 0 ? text.searchingIn(run.documentCount) : text.searching;
}

function Dots() {
  return (
    <span aria-hidden="true" className="flex gap-1">
      <span className="size-1.5 animate-pulse rounded-full bg-accent" />
      <span className="size-1.5 animate-pulse rounded-full bg-accent [animation-delay:200ms]" />
      <span className="size-1.5 animate-pulse rounded-full bg-accent [animation-delay:400ms]" />
    </span>
  );
}
