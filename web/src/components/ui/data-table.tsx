import { classNames } from '#components/class-names.ts';
import type { ReactNode } from 'react';

export interface Column<Row> {
  name: ReactNode;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
}

/** Rows to compare; a table too wide for the screen scrolls by itself, also by keyboard. */
export function DataTable<Row>({ label, columns, rows, keyOf }: DataTableProps<Row>) {
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={label}
      className="overflow-x-auto rounded-xl border bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b text-xs text-muted">
            {columns.map((column, index) => (
              <th key={index} scope="col" className={cellClass(column.isNumber)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={keyOf(row)} className="border-b last:border-0">
              {columns.map((column, index) => (
                <td key={index} className={cellClass(column.isNumber)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cellClass = (isNumber = false): string =>
  classNames(
    'px-3.5 py-2.5 align-middle leading-6 font-normal',
    isNumber ? 'text-right tabular-nums whitespace-nowrap' : 'text-left',
  );
