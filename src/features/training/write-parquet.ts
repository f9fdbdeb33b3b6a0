import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Value } from '../tiles/value.ts';
import type { TrainingTable } from './table.ts';

type ColumnType = 'STRING' | 'DOUBLE' | 'INT64' | 'BOOLEAN';

/** The whole file. A column is of the narrowest type that holds its values: whole numbers, numbers, booleans, text. */
export function writeParquet({ columns, rows }: TrainingTable): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: columns.map((name, at) => {
        const values = rows.map(row => row[at]!);
        const type = typeOf(values);
        return { name, type, nullable: true, data: values.map(value => convert(value, type)) };
      }),
    }),
  );
}

function typeOf(values: readonly Value[]): ColumnType {
  const kinds = new Set(values.filter(value => value !== null).map(kindOf));
  if (kinds.size === 0) return 'DOUBLE';
  if (kinds.size === 1) return [...kinds][0]!;
  return kinds.isSubsetOf(new Set(['INT64', 'DOUBLE'])) ? 'DOUBLE' : 'STRING';
}

function kindOf(value: Value): ColumnType {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return 'INT64';
  return typeof value === 'number' ? 'DOUBLE' : 'STRING';
}

function convert(value: Value, type: ColumnType): Value {
  if (value === null) return null;
  if (type === 'INT64') return BigInt(value);
  if (type === 'DOUBLE') return Number(value);
  return type === 'STRING' ? String(value) : value;
}
