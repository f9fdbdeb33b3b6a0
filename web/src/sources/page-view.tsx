import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { getPage } from '#api/documents.ts';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { locateQuote } from './locate-quote.ts';
import { PageText } from './page-text.tsx';
import type { Citation } from '#api/conversations.ts';

interface PageViewProps {
  documentId: string;
  pageNumber: number;
  citation: Citation | undefined;
}

export function PageView({ documentId, pageNumber, citation }: PageViewProps) {
  const text = useText();
  const { data: page, error } = useQuery({
    queryKey: ['page', documentId, pageNumber],
    queryFn: ({ signal }) => getPage(documentId, pageNumber, signal),
    staleTime: Infinity,
  });
  const spans = citation?.spans.filter(([number]) => number === pageNumber) ?? [];
  const marked = page && citation ? locateQuote(page.text, spans, citation.quote) : [];
  const isCitedPage = citation !== undefined && (spans.length > 0 || citation.page_start === pageNumber);
  const frame = useShowMark(page !== undefined);
  return (
    <div ref={frame} className="min-h-0 grow overflow-y-auto px-5 py-5">
      {error && <ErrorNotice error={error} />}
      {!page && !error && <ProgressRing fraction={null} className="mx-auto mt-6" />}
      {page && isCitedPage && marked.length === 0 && (
        <Notice tone="info" title={text.notLocated} className="mb-4" />
      )}
      {page?.text.trim() === '' && <p className="text-sm leading-6 text-muted">{text.pageEmpty}</p>}
      {page && <PageText page={page} marked={marked} />}
    </div>
  );
}

/** Brings the first marked words into the middle of the view, once the page is there. */
function useShowMark(isLoaded: boolean) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [isLoaded]);
  return frame;
}
