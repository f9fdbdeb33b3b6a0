import { Command } from 'commander';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Receipt {
  counts: Record<string, number>;
}

export function deleteAccountCommand(): Command {
  return new Command('delete-account')
    .description('delete your account with your conversations, links and keys, for ever')
    .argument('<email>', 'the address of your account, as a check')
    .action((email: string, _options: object, command: Command) =>
      runCommand(command, context => deleteAccount(context, email)),
    );
}

async function deleteAccount(context: CommandContext, email: string): Promise<void> {
  await using connection = await connect(context);
  const receipt = await connection.client.post<Receipt>('/account/deletion', { email });
  const gone = Object.entries(receipt.counts).filter(([, count]) => count > 0);
  context.output.line(
    `Your account is deleted, with ${gone.map(([kind, count]) => `${count} ${kind}`).join(', ')}.`,
  );
  context.output.result(receipt);
}
