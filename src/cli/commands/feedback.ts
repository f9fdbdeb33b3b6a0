import { Command } from 'commander';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function feedbackCommand(): Command {
  return new Command('feedback')
    .description('print what was thought of answers and citations, one JSON line each, for evaluation')
    .action((_options: object, command: Command) => runCommand(command, printFeedback));
}

async function printFeedback(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  for await (const text of connection.client.download('/feedback.jsonl')) process.stdout.write(text);
}
