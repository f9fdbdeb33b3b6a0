import type { Database } from '#kernel/db/database.ts';
import { listRecords } from './list-records.ts';
import type { RecordFilter } from './queries.ts';
import { presentRecord, recordColumns } from './record-schema.ts';

const PAGE = 1_000;

/** All of a tenant's records as CSV (RFC 4180), newest first, page by page; amounts in micro-credits. */
export async function* exportRecords(
  db: Database,
  options: { tenantId: string } & RecordFilter,
): AsyncGenerator<string> {
  yield `${recordColumns.join(',')}\r\n`;
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const rows = await listRecords(db, { ...options, limit: PAGE, after });
    const page = rows.slice(0, PAGE);
    yield page.map(row => `${asLine(presentRecord(row))}\r\n`).join('');
    const last = page.at(-1);
    if (last === undefined || rows.length <= PAGE) return;
    after = { createdAt: last.created_at, id: last.id };
  }
}

const asLine = (record: ReturnType<typeof presentRecord>): string =>
  recordColumns.map(column => asField(record[column])).join(',');

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function asField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
