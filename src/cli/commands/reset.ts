import { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import { resetStore } from '#app/reset-store.ts';
import { describeStore } from '#app/describe-store.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function resetCommand(): Command {
  return new Command('reset')
    .description('delete all data and start empty')
    .option('-y, --yes', 'do not ask')
    .action((options: { yes?: boolean }, command: Command) =>
      runCommand(command, context => reset(context, options.yes ?? false)),
    );
}

async function reset(context: CommandContext, sure: boolean): Promise<void> {
  const store = describeStore(context.config);
  if (!sure) await confirm(context, store);
  await resetStore(context.config);
  context.output.line(`Everything in ${store} is deleted.`);
  context.output.result({ reset: store });
}

async function confirm({ output, signal }: CommandContext, store: string): Promise<void> {
  if (!output.isTerminal) {
    throw new AppError(`This deletes everything in ${store}.`, {
      code: 'not-confirmed',
      status: 400,
      nextStep: 'Repeat it with --yes.',
    });
  }
  using prompt = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await prompt.question(`Delete everything in ${store}? Type “delete” to go on: `, { signal });
  if (reply.trim() !== 'delete')
    throw new AppError('Nothing was deleted.', { code: 'not-confirmed', status: 400 });
}
