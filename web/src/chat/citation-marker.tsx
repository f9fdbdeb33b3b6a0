import { useContext } from 'react';
import { classNames } from '#components/class-names.ts';
import { InfoCard } from '#components/ui/info-card.tsx';
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { CitationsContext } from './citations-context.ts';
import { describePlace } from './describe-place.ts';
import { ReportCitation } from './feedback/report-citation.tsx';
import { useReturn } from './return-to-citation.ts';
import type { Citation } from '#api/conversations.ts';

/** `[1]` in an answer: a chip that shows the quote and opens the page it stands on. */
export function CitationMarker({ index }: { index: number | string }) {
  const { messageId, citations, isInsight = false } = useContext(CitationsContext);
  const citation = citations.find(one => one.index === Number(index));
  if (!citation) return <span className="text-muted">[{index}]</span>;
  return <CitationChip messageId={messageId} citation={citation} canReport={!isInsight} />;
}

interface CitationChipProps {
  messageId: string;
  citation: Citation;
  canReport: boolean;
}

function CitationChip({ messageId, citation, canReport }: CitationChipProps) {
  const text = useText();
  const place = usePlace();
  const go = useGo();
  const isOpen = place.message === messageId && place.citation === citation.index;
  const pages = describePlace(citation, text);
  const name = `${messageId}:${citation.index}`;
  const chip = useReturn(name);
  const open = () =>
    go({
      document: citation.document_id,
      page: citation.spans[0]?.[0] ?? citation.page_start,
      message: messageId,
      citation: citation.index,
      view: undefined,
      area: 'source',
    });
  const trigger = (
    <button
      ref={chip}
      type="button"
      data-citation={name}
      aria-label={text.citation(citation.index, citation.document_title, pages)}
      className={classNames(
        'mx-0.5 inline-grid h-[1.35em] min-w-[1.5em] translate-y-[-0.08em] place-items-center rounded-md px-1 align-baseline text-[0.78em] font-semibold leading-none tabular-nums transition-colors',
        isOpen
          ? 'bg-mark text-on-mark'
          : 'bg-accent-soft text-accent-strong hover:bg-accent hover:text-on-accent',
      )}
    >
      {citation.index}
    </button>
  );
  return (
    <InfoCard trigger={trigger} onTrigger={citation.document_id ? open : undefined}>
      <blockquote className="line-clamp-6 [overflow-wrap:anywhere]">“{citation.quote}”</blockquote>
      <p className="mt-2.5 truncate text-xs font-medium leading-5">{citation.document_title}</p>
      <p className="text-xs leading-5 text-muted">
        {pages}
        {citation.document_id && ` · ${text.openSource}`}
      </p>
      {citation.state === 'lost' && (
        <p className="mt-1.5 text-xs leading-5 text-warning">{text.citationLost}</p>
      )}
      {citation.state === 'moved' && (
        <p className="mt-1.5 text-xs leading-5 text-muted">{text.citationMoved}</p>
      )}
      {messageId && canReport && (
        <ReportCitation messageId={messageId} citation={citation} className="-mb-1.5 -ml-2 mt-1" />
      )}
    </InfoCard>
  );
}
