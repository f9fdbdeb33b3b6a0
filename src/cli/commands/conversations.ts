import { Command } from 'commander';
import { connect } from '../connect.ts';
import type { ApiClient } from '../api-client.ts';
import { listAll } from '../find-libraries.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Conversation {
  id: string;
  title: string;
  created_at: string;
  match?: { text: string } | null;
  removed_at?: string;
}

export function conversationsCommand(): Command {
  const conversations = new Command('conversations').description('list, search and keep your conversations');
  conversations
    .command('list', { isDefault: true })
    .description('newest first')
    .option('-s, --search <words>', 'only those whose title or messages have these words')
    .option('--deleted', 'those that were deleted and can still be restored')
    .action((options: ListOptions, command: Command) =>
      runCommand(command, context => list(context, options)),
    );
  conversations
    .command('export')
    .description('print one as Markdown, citations as footnotes')
    .argument('<id>')
    .action((id: string, _options: object, command: Command) =>
      runCommand(command, context => print(context, id)),
    );
  addChange(conversations, 'delete', 'delete one; it can be restored for 30 days', (client, id) =>
    client.delete(`/conversations/${id}`),
  );
  addChange(conversations, 'restore', 'take a deletion back', (client, id) =>
    client.post(`/conversations/${id}/restore`, {}),
  );
  conversations
    .command('rename')
    .description('give one another title')
    .argument('<id>')
    .argument('<title>')
    .action((id: string, title: string, _options: object, command: Command) =>
      runCommand(command, context =>
        change(context, client => client.patch(`/conversations/${id}`, { title })),
      ),
    );
  return conversations;
}

interface ListOptions {
  search?: string;
  deleted?: boolean;
}

async function list(context: CommandContext, { search, deleted }: ListOptions): Promise<void> {
  await using connection = await connect(context);
  const found: Conversation[] = deleted
    ? await listAll(connection.client, '/trash/conversations')
    : await listAll(connection.client, '/conversations', search === undefined ? {} : { q: search });
  context.output.result({ conversations: found });
  if (found.length === 0) context.output.line('There are none.');
  for (const { id, title, created_at: createdAt, match, removed_at: removedAt } of found) {
    const until = removedAt === undefined ? '' : `  (until ${removedAt.slice(0, 10)})`;
    context.output.line(`${id}  ${createdAt.slice(0, 10)}  ${title || '(no title)'}${until}`);
    if (match) context.output.line(`    ${match.text}`);
  }
}

async function print(context: CommandContext, id: string): Promise<void> {
  await using connection = await connect(context);
  for await (const text of connection.client.download(`/conversations/${id}/export.md`))
    process.stdout.write(text);
}

function addChange(
  parent: Command,
  name: string,
  description: string,
  work: (client: ApiClient, id: string) => Promise<unknown>,
): void {
  parent
    .command(name)
    .description(description)
    .argument('<id>')
    .action((id: string, _options: object, command: Command) =>
      runCommand(command, context => change(context, client => work(client, id))),
    );
}

async function change(context: CommandContext, work: (client: ApiClient) => Promise<unknown>): Promise<void> {
  await using connection = await connect(context);
  await work(connection.client);
  context.output.line('Done.');
  context.output.result({ done: true });
}
