import { MarkedText } from './marked-text.tsx';
import { readTable } from './read-table.ts';
import type { PageBlock } from '#api/documents.ts';
import type { Range } from './locate-quote.ts';

interface PageTableProps {
  pageText: string;
  block: PageBlock;
  marked: Range[];
}

export function PageTable({ pageText, block, marked }: PageTableProps) {
  const range: Range = [block.start, block.end];
  const rows = readTable(pageText, range);
  if (!rows) {
    return (
      <p className="overflow-x-auto whitespace-pre font-mono text-xs leading-6">
        <MarkedText pageText={pageText} range={range} marked={marked} />
      </p>
    );
  }
  const [header = [], ...body] = rows;
  const draw = ([start, end]: Range) => (
    <MarkedText pageText={pageText} range={[start, end]} marked={marked} />
  );
  return (
    <div className="overflow-x-auto">
      <table className="table-plain leading-6">
        <thead>
          <tr>
            {header.map(cell => (
              <th key={cell[0]}>{draw(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map(cell => (
                <td key={cell[0]}>{draw(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
