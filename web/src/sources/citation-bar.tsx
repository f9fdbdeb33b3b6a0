import { ChevronLeft, ChevronRight } from 'lucide-react';
import { ReportCitation } from '#chat/feedback/report-citation.tsx';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { usePlace } from '#workspace/place.ts';
import { useCitationKeys } from './use-citation-keys.ts';
import { useStepCitation } from './use-step-citation.ts';

export function CitationBar() {
  const text = useText();
  const { message } = usePlace();
  const { citation, position, total, step } = useStepCitation();
  useCitationKeys(step);
  if (!citation) return null;
  return (
    <div className="flex h-11 shrink-0 items-center justify-between border-b bg-sunken/50 pl-4 pr-2.5 text-[13px]">
      <span className="flex items-center gap-2 leading-6">
        <span className="grid h-5 min-w-5 place-items-center rounded-md bg-mark px-1 text-xs font-semibold text-on-mark">
          {citation.index}
        </span>
        {text.citationOf(position + 1, total)}
      </span>
      <span className="flex items-center">
        {message !== undefined && <ReportCitation messageId={message} citation={citation} />}
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={text.previousCitation}
          aria-keyshortcuts="["
          title={`${text.previousCitation} ( [ )`}
          disabled={position <= 0}
          onClick={() => step(-1)}
        >
          <ChevronLeft />
        </Button>
        <Button
          variant="ghost"
          size="icon-small"
          aria-label={text.nextCitation}
          aria-keyshortcuts="]"
          title={`${text.nextCitation} ( ] )`}
          disabled={position >= total - 1}
          onClick={() => step(1)}
        >
          <ChevronRight />
        </Button>
      </span>
    </div>
  );
}
