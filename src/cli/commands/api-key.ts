import { Command } from 'commander';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface CreatedKey {
  id: string;
  name: string;
  secret: string;
}

export function apiKeyCommand(): Command {
  return new Command('api-key')
    .description('make an API key for another program; its secret is shown once')
    .argument('<name>', 'what you will know it by')
    .option('-s, --scope <scope...>', 'only these permissions, such as search:read')
    .action((name: string, options: { scope?: string[] }, command: Command) =>
      runCommand(command, context => createKey(context, name, options.scope)),
    );
}

async function createKey(context: CommandContext, name: string, scopes?: string[]): Promise<void> {
  await using connection = await connect(context);
  const key = await connection.client.post<CreatedKey>('/api-keys', { name, scopes });
  context.output.line(key.secret);
  context.output.result(key);
}
