import { withClient } from '#tests/support/with-client.ts';

interface AuditRow {
  writer: string;
  document_id: string;
  /** Of rows of `documents`. */
  attempt: number | null;
}

/** From now on the database notes which connection wrote each row of a document. `url`: of a superuser. */
export async function installAudit(url: string): Promise<void> {
  await withClient(url, async client => {
    await client.query(`
      create table audit (id bigserial primary key, writer text, document_id uuid, attempt integer);
      create function note_write() returns trigger security definer language plpgsql as $$ begin
        insert into audit (writer, document_id, attempt) values (current_setting('application_name'),
          (to_jsonb(new) ->> tg_argv[0])::uuid, (to_jsonb(new) ->> 'attempt')::integer);
        return null;
      end $$;
      create trigger audited after insert or update on documents for each row execute function note_write('id');`);
    for (const table of ['document_pages', 'chunks', 'chunk_segments', 'chunk_vectors'])
      await client.query(`create trigger audited after insert or update on ${table}
        for each row execute function note_write('document_id')`);
  });
}

export interface AuditCount {
  /** Rows that workers wrote of the document. */
  rows: number;
  /** Of those, rows that a worker wrote after another one had begun the next attempt. */
  stale: number;
}

/** Every attempt begins by raising `documents.attempt`: from that row on, its worker alone may write. */
export async function countStaleRows(url: string, documentId: string): Promise<AuditCount> {
  const { rows } = await withClient(url, client =>
    client.query<AuditRow>(
      `select writer, document_id, attempt from audit where document_id = $1 and writer like 'worker-%' order by id`,
      [documentId],
    ),
  );
  let owner: string | undefined;
  let attempt = 0;
  let stale = 0;
  for (const row of rows) {
    if (row.attempt !== null && row.attempt > attempt) {
      attempt = row.attempt;
      owner = row.writer;
    }
    if (row.writer !== owner) stale += 1;
  }
  return { rows: rows.length, stale };
}
