import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import type { Document } from '#api/documents.ts';

export function PageBar({ document, pageNumber }: { document: Document | undefined; pageNumber: number }) {
  const text = useText();
  const go = useGo();
  const total = document?.page_count ?? null;
  const name = document?.paged === false ? text.part(pageNumber) : text.page(pageNumber);
  if (total === null || total < 2) return null;
  const turn = (by: number) => go({ page: pageNumber + by }, { replace: true });
  return (
    <nav className="flex h-12 shrink-0 items-center justify-between border-t px-2.5 text-[13px] text-muted">
      <Button
        variant="ghost"
        size="icon-small"
        aria-label={text.previousPage}
        disabled={pageNumber <= 1}
        onClick={() => turn(-1)}
      >
        <ChevronLeft />
      </Button>
      <span className="tabular-nums leading-6">
        {name} <span aria-hidden="true">/</span> {total}
      </span>
      <Button
        variant="ghost"
        size="icon-small"
        aria-label={text.nextPage}
        disabled={pageNumber >= total}
        onClick={() => turn(1)}
      >
        <ChevronRight />
      </Button>
    </nav>
  );
}
