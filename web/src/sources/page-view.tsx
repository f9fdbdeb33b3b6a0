import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { getPage, hasPicture } from '#api/documents.ts';
import { Notice } from '#components/ui/notice.tsx';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { usePlace } from '#workspace/place.ts';
import { coverRanges } from './cover-ranges.ts';
import { locateQuote } from './locate-quote.ts';
import { PageImage } from './page-image.tsx';
import { PageText } from './page-text.tsx';
import type { Citation } from '#api/conversations.ts';
import type { Document, DocumentPage } from '#api/documents.ts';
import type { Box } from './cover-ranges.ts';
import type { Range } from './locate-quote.ts';

interface PageViewProps {
  document: Document;
  pageNumber: number;
  citation: Citation | undefined;
}

/** A page as it looks or as it was read, with the cited words marked; nothing is marked where they cannot be found. */
export function PageView({ document, pageNumber, citation }: PageViewProps) {
  const text = useText();
  const { data: page, error } = useQuery({
    queryKey: ['page', document.id, pageNumber],
    queryFn: ({ signal }) => getPage(document.id, pageNumber, signal),
    staleTime: Infinity,
  });
  const { marked, boxes, isMissing } = findMarks(page, citation);
  const frame = useShowMark(page !== undefined);
  const [isPictureLost, setPictureLost] = useState(false);
  const { view } = usePlace();
  const isPicture = view !== 'text' && !isPictureLost && hasPicture(document);
  return (
    // Scrolls by keyboard, too.
    <div ref={frame} tabIndex={0} className="min-h-0 grow overflow-y-auto px-4 py-4 -outline-offset-2">
      {error && <ErrorNotice error={error} />}
      {!page && !error && <ProgressRing fraction={null} className="mx-auto mt-6" />}
      {page && isMissing && <Notice tone="info" title={text.notLocated} className="mb-4" />}
      {page && isPictureLost && <Notice tone="info" title={text.pictureLost} className="mb-4" />}
      {page && isPicture && page.size ? (
        <PageImage
          documentId={document.id}
          page={{ ...page, size: page.size }}
          marks={boxes}
          onFailed={() => setPictureLost(true)}
        />
      ) : (
        page && <PageWords page={page} marked={marked} />
      )}
    </div>
  );
}

function PageWords({ page, marked }: { page: DocumentPage; marked: Range[] }) {
  const text = useText();
  if (page.text.trim() === '') return <p className="text-sm leading-6 text-muted">{text.pageEmpty}</p>;
  return <PageText page={page} marked={marked} />;
}

interface Marks {
  marked: Range[];
  boxes: Box[];
  /** The page is cited, and the cited words cannot be found on it. */
  isMissing: boolean;
}

function findMarks(page: DocumentPage | undefined, citation: Citation | undefined): Marks {
  if (!page || !citation) return { marked: [], boxes: [], isMissing: false };
  const spans = citation.spans.filter(([number]) => number === page.number);
  const isCitedPage = spans.length > 0 || citation.page_start === page.number;
  const marked = locateQuote(page.text, spans, citation.quote);
  return { marked, boxes: coverRanges(page.words, marked), isMissing: isCitedPage && marked.length === 0 };
}

/** Brings the first marked words into the middle of the view, once the page is there. */
function useShowMark(isLoaded: boolean) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    frame.current?.querySelector('mark, [data-mark]')?.scrollIntoView({ block: 'center' });
  }, [isLoaded]);
  return frame;
}
