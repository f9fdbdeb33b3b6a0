import { Command } from 'commander';
import { connect } from '../connect.ts';
import { findLibraries } from '../find-libraries.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';
import { streamAnswer } from '../stream-answer.ts';

interface AskOptions {
  library: string[];
  document: string[];
}

export function askCommand(): Command {
  return new Command('ask')
    .description('ask your documents and get an answer with its sources')
    .argument('<question>', 'in any language')
    .option('-l, --library <name...>', 'only from these libraries', [])
    .option('-d, --document <id...>', 'only from these documents', [])
    .action((question: string, options: AskOptions, command: Command) =>
      runCommand(command, context => ask(context, question, options)),
    );
}

async function ask(context: CommandContext, question: string, options: AskOptions): Promise<void> {
  await using connection = await connect(context);
  const libraryIds = await findLibraries(connection.client, options.library);
  const answer = await streamAnswer(connection.client, context.output, {
    text: question,
    library_ids: libraryIds,
    document_ids: options.document,
  });
  context.output.result(answer);
}
