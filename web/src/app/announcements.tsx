import { useMutationState } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';

/**
 * Says what an action came to when it failed and the place it was started from is gone: a menu has closed, a question was
 * answered. An action asks for it with `meta: { isAnnounced: true }`.
 */
export function Announcements() {
  const text = useText();
  const [dismissedAt, setDismissedAt] = useState(0);
  const failures = useMutationState({
    filters: { status: 'error', predicate: mutation => mutation.meta?.['isAnnounced'] === true },
    select: mutation => ({ error: mutation.state.error, at: mutation.state.submittedAt }),
  });
  const latest = failures.at(-1);
  if (!latest || latest.at <= dismissedAt) return null;
  return (
    <div className="fixed inset-x-0 bottom-44 z-50 mx-auto w-fit max-w-[min(30rem,calc(100vw-1.5rem))] rounded-xl bg-float shadow-float lg:bottom-32">
      <ErrorNotice error={latest.error} className="items-start pr-12" />
      <Button
        variant="ghost"
        size="icon-small"
        className="absolute top-2 right-2"
        aria-label={text.dismiss}
        onClick={() => setDismissedAt(latest.at)}
      >
        <X />
      </Button>
    </div>
  );
}
