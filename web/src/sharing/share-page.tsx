import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { openShare } from '#api/shares.ts';
import { Logo } from '#components/logo.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { formatDay } from '#language/format-time.ts';
import { useLanguage } from '#language/language.tsx';
import { SharedConversation } from './shared-conversation.tsx';
import { SharedInsight } from './shared-insight.tsx';
import { useShareText } from './share-words.ts';

/** What a link shows to whoever holds it. The token stands behind the #, which no server and no log ever sees. */
export default function SharePage() {
  const words = useShareText();
  const [token] = useState(() => window.location.hash.slice(1));
  const { data, error, isPending } = useQuery({
    queryKey: ['shared', token],
    queryFn: () => openShare(token),
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
  const { language } = useLanguage();
  return (
    <main className="mx-auto min-h-full w-full max-w-3xl px-4 py-8 sm:px-6">
      <div className="flex items-center gap-2.5 text-sm leading-6 text-muted">
        <Logo /> {words.sharedBy}
      </div>
      {token === '' && (
        <Notice tone="danger" title={words.noToken} className="mt-6">
          <p className="text-muted">{words.noTokenNext}</p>
        </Notice>
      )}
      {error && <ErrorNotice error={error} className="mt-6" />}
      {token !== '' && isPending && (
        <p role="status" className="mt-6 flex items-center gap-2.5 text-sm text-muted">
          <ProgressRing fraction={null} /> {words.loading}
        </p>
      )}
      {data && (
        <>
          <h1 className="mt-6 text-xl font-semibold leading-9 [overflow-wrap:anywhere]">{data.title}</h1>
          <p className="text-xs leading-5 text-muted">
            {words.showsUntil(formatDay(data.expires_at, language))}
          </p>
          {data.kind === 'conversation' ? (
            <SharedConversation content={data.content} />
          ) : (
            <SharedInsight shared={data} />
          )}
        </>
      )}
    </main>
  );
}
