import { Flag } from 'lucide-react';
import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useReportCitation } from './use-feedback.ts';
import type { Citation } from '#api/conversations.ts';

interface ReportCitationProps {
  messageId: string;
  citation: Citation;
  className?: string;
}

/** Says that a citation does not bear out what it is cited for; pressing it again takes that back. */
export function ReportCitation({ messageId, citation, className }: ReportCitationProps) {
  const text = useText();
  const report = useReportCitation();
  // While an answer is written nobody has said yet whether it was reported.
  if (citation.state === undefined) return null;
  const isReported = Boolean(citation.reported);
  return (
    <Button
      variant="ghost"
      size="small"
      aria-pressed={isReported}
      className={classNames('h-7 px-2 text-xs', isReported && 'text-danger', className)}
      onClick={() => report.mutate({ messageId, index: citation.index, isWrong: !isReported })}
    >
      <Flag className={classNames('size-3.5', isReported && 'fill-current')} />
      {isReported ? text.citationReported : text.wrongCitation}
    </Button>
  );
}
