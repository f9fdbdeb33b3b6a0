import { classNames } from '#components/class-names.ts';
import { MarkedText } from './marked-text.tsx';
import { PageTable } from './page-table.tsx';
import type { DocumentPage, PageBlock } from '#api/documents.ts';
import type { Range } from './locate-quote.ts';

const quiet = 'text-xs leading-5 text-muted';

const looks: Record<string, string> = {
  heading: 'font-semibold text-[15px] pt-1.5',
  'list-item': 'pl-4',
  code: 'overflow-x-auto rounded-lg bg-sunken p-3 font-mono text-xs',
  footnote: quiet,
  'page-header': quiet,
  'page-footer': quiet,
};

/** What was read from a page, block by block; the very text that citations count in. */
export function PageText({ page, marked }: { page: DocumentPage; marked: Range[] }) {
  const blocks: PageBlock[] =
    page.blocks.length > 0 ? page.blocks : [{ kind: 'paragraph', start: 0, end: page.text.length }];
  return (
    <div className="space-y-3 text-sm leading-7 [overflow-wrap:anywhere]">
      {blocks.map(block =>
        block.kind === 'table' ? (
          <PageTable key={block.start} pageText={page.text} block={block} marked={marked} />
        ) : (
          <p key={block.start} className={classNames('whitespace-pre-wrap', looks[block.kind])}>
            <MarkedText pageText={page.text} range={[block.start, block.end]} marked={marked} />
          </p>
        ),
      )}
    </div>
  );
}
