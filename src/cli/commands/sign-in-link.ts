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
  const link = await connection.client.post<{ token: string; expires_at: string }>('/sign-in-links', {});
  const { host, port, publicUrl } = context.config.http;
  const address = connection.webUrl ?? publicUrl ?? `http://${host}:${port}`;
  const url = `${address}/sign-in#token=${link.token}`;
  context.output.line(`${url}   (works once, within 15 minutes)`);
  if (connection.webUrl === undefined) context.output.line('Start Quarry with `npm start`, then open it.');
  context.output.result({ url, expires_at: link.expires_at });
}
