import { TriangleAlert } from 'lucide-react';
import { classNames } from '#components/class-names.ts';
import { InfoCard } from '#components/ui/info-card.tsx';
import { useLanguage } from '#language/language.tsx';
import { noSource, useGo, usePlace } from '#workspace/place.ts';
import { describeDocument } from './describe-document.ts';
import { DocumentMark } from './document-mark.tsx';
import { DocumentMenu } from './document-menu.tsx';
import type { Document } from '#api/documents.ts';

interface DocumentRowProps {
  document: Document;
  isSelected: boolean;
  onSelect: (selected: boolean) => void;
}

export function DocumentRow({ document, isSelected, onSelect }: DocumentRowProps) {
  const { language, text } = useLanguage();
  const place = usePlace();
  const go = useGo();
  const isOpen = place.document === document.id;
  const open = () => go({ ...noSource, document: document.id, page: 1, area: 'source' });
  return (
    <li
      data-status={document.status}
      className={classNames(
        'group flex items-start gap-2.5 rounded-lg px-2 py-2 transition-colors hover:bg-sunken/70',
        isOpen && 'bg-sunken',
      )}
    >
      <span className="mt-[3px] flex">
        <DocumentMark document={document} isSelected={isSelected} onSelect={onSelect} />
      </span>
      <div className="min-w-0 grow">
        <button
          type="button"
          title={document.title}
          onClick={open}
          className="block w-full truncate text-left text-sm font-medium leading-6 hover:text-accent"
        >
          {document.title}
        </button>
        <p className="truncate text-xs leading-5 text-muted">{describeDocument(document, text, language)}</p>
      </div>
      {document.warnings.length > 0 && <WarningMark document={document} />}
      <DocumentMenu document={document} />
    </li>
  );
}

function WarningMark({ document }: { document: Document }) {
  const { text } = useLanguage();
  const trigger = (
    <button
      type="button"
      aria-label={text.warningsOf(document.warnings.length)}
      className="grid size-7 shrink-0 place-items-center rounded-md text-warning hover:bg-warning-soft"
    >
      <TriangleAlert className="size-4" />
    </button>
  );
  return (
    <InfoCard trigger={trigger}>
      <ul className="max-h-60 space-y-2 overflow-y-auto">
        {document.warnings.map((warning, index) => (
          <li key={index}>
            {warning.message} {warning.next_step && <span className="text-muted">{warning.next_step}</span>}
          </li>
        ))}
      </ul>
    </InfoCard>
  );
}
