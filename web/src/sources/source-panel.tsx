import { useEffect, useRef } from 'react';
import { returnToCitation } from '#chat/return-to-citation.ts';
import { useDocument } from '#documents/use-documents.ts';
import { ApiError } from '#api/request.ts';
import { ProgressRing } from '#components/ui/progress-ring.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { noSource, useGo, usePlace } from '#workspace/place.ts';
import { CitationBar } from './citation-bar.tsx';
import { DocumentDetails } from './document-details.tsx';
import { PageBar } from './page-bar.tsx';
import { PageView } from './page-view.tsx';
import { SourceTabs } from './source-tabs.tsx';
import { SourceTitle } from './source-title.tsx';
import { useOpenCitation } from './use-open-citation.ts';
import { useStepCitation } from './use-step-citation.ts';
import type { KeyboardEvent } from 'react';

interface SourcePanelProps {
  documentId: string;
  pageNumber: number;
}

export default function SourcePanel({ documentId, pageNumber }: SourcePanelProps) {
  const { data: document, error } = useDocument(documentId);
  const { citation } = useOpenCitation();
  const { panel, close, onKeyDown } = useSourceKeys();
  const { view } = usePlace();
  // A document that is not ready has no pages to show yet.
  const isDetails = view === 'details' || (document !== undefined && document.status !== 'ready');
  const quoted = citation?.document_id === documentId ? citation : undefined;
  return (
    <div ref={panel} tabIndex={-1} onKeyDown={onKeyDown} className="flex min-h-0 grow flex-col outline-none">
      <SourceTitle title={document?.title ?? quoted?.document_title ?? ''} onClose={close} />
      <CitationBar />
      {error && <SourceProblem error={error} />}
      {!document && !error && <ProgressRing fraction={null} className="mx-auto mt-10" />}
      {document && <SourceTabs document={document} isDetails={isDetails} />}
      {document && isDetails && <DocumentDetails document={document} />}
      {document && !isDetails && (
        <>
          <PageView
            document={document}
            pageNumber={pageNumber}
            citation={quoted}
            key={`${documentId} ${pageNumber} ${quoted?.chunk_id} ${quoted?.index}`}
          />
          <PageBar document={document} pageNumber={pageNumber} />
        </>
      )}
    </div>
  );
}

/** Focus comes with the panel, so that the arrow keys step through citations; Escape gives it back to the chip. */
function useSourceKeys() {
  const go = useGo();
  const { insight, message, citation } = usePlace();
  const { step } = useStepCitation();
  const panel = useRef<HTMLDivElement>(null);
  const opener = useRef<Element>(null);

  useEffect(() => {
    opener.current ??= document.activeElement;
    panel.current?.focus({ preventScroll: true });
  }, []);

  const close = () => {
    if (insight !== undefined && message === insight) returnToCitation(`${message}:${citation}`);
    // What was opened from an insight closes to it: on a narrow screen both are the same area.
    go({ ...noSource, area: insight === undefined ? 'chat' : 'source' });
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft') step(-1);
    if (event.key === 'ArrowRight') step(1);
    if (event.key !== 'Escape') return;
    // Else the same key would also stop an answer that is being written.
    event.preventDefault();
    close();
  };
  return { panel, close, onKeyDown };
}

function SourceProblem({ error }: { error: Error }) {
  const text = useText();
  if (!(error instanceof ApiError) || error.status !== 404) {
    return <ErrorNotice error={error} className="m-4" />;
  }
  return <p className="p-6 text-sm leading-6 text-muted">{text.documentGone}</p>;
}
