import { ErrorNotice } from '#language/error-notice.tsx';
import { ProgressRing } from './progress-ring.tsx';
import type { ReactNode } from 'react';

interface QueryStateProps {
  query: { error: Error | null; isPending: boolean };
  /** Said instead of the children when there is nothing to show. */
  empty?: string | false;
  children: ReactNode;
}

/** What stands in place of a list: that it is being fetched, why it is not there, or that it is empty. */
export function QueryState({ query, empty, children }: QueryStateProps) {
  if (query.error) return <ErrorNotice error={query.error} />;
  if (query.isPending) return <ProgressRing fraction={null} className="my-6" />;
  if (empty)
    return (
      <p className="rounded-xl border border-dashed px-4 py-8 text-center text-sm leading-6 text-muted">
        {empty}
      </p>
    );
  return children;
}
