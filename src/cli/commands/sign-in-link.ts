import { Command } from 'commander';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function signInLinkCommand(): Command {
  return new Command('sign-in-link')
    .description('make a new one-time link into the web app')
    .action((_options: object, command: Command) => runCommand(command, signInLink));
}

async function signInLink(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const link = await connection.client.post<{ url: string; expires_at: string }>('/sign-in-links', {});
  context.output.line(link.url);
  if (connection.webUrl === undefined)
    context.output.line('Start Quarry with `npm start`, then open the link.');
  context.output.result(link);
}
