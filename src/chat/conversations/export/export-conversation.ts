import type { Database } from '#kernel/db/database.ts';
import { getConversation } from '../get-conversation.ts';
import { listMessages } from '../list-messages.ts';
import type { Owner } from '../queries.ts';
import { writeHead, writeMessage } from './write-markdown.ts';

const PAGE = 100;

/** A conversation as Markdown, page by page; safe to open in any reader of Markdown. @throws NotFound before its first piece. */
export async function exportConversation(
  db: Database,
  options: Owner & { id: string },
): Promise<AsyncGenerator<string>> {
  return writePages(db, options, writeHead(await getConversation(db, options)));
}

async function* writePages(
  db: Database,
  { id: conversationId, ...owner }: Owner & { id: string },
  head: string,
): AsyncGenerator<string> {
  yield head;
  let note = 1;
  let after: { createdAt: Date; id: string } | undefined;
  for (;;) {
    const rows = await listMessages(db, { ...owner, conversationId, limit: PAGE, after });
    for (const row of rows.slice(0, PAGE)) {
      const { markdown, nextNote } = writeMessage(row, note);
      note = nextNote;
      yield markdown;
    }
    const last = rows[PAGE - 1];
    if (last === undefined || rows.length <= PAGE) return;
    after = { createdAt: last.created_at, id: last.id };
  }
}
