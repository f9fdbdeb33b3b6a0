import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import { withOwner } from '#app/with-owner.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { dropMonths, findMonthsBefore } from '#transcripts/months/drop-months.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Options {
  keep?: boolean;
  yes?: boolean;
}

export function dropBeforeCommand(): Command {
  return new Command('drop-before')
    .description('take months that are over out of the timeline of all tenants (needs DATABASE_OWNER_URL)')
    .argument('<month>', 'the first month that stays, such as 2026-03', parseMonth)
    .option('--keep', 'leave their tables beside the timeline, to be moved elsewhere')
    .option('-y, --yes', 'do not ask')
    .action((before: Date, options: Options, command: Command) =>
      runCommand(command, context => drop(context, before, options)),
    );
}

function parseMonth(given: string): Date {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(given))
    throw new InvalidArgumentError('It must be a month such as 2026-03.');
  return new Date(`${given}-01T00:00:00Z`);
}

function drop(context: CommandContext, before: Date, options: Options): Promise<void> {
  const keep = options.keep ?? false;
  return withOwner(context.config, async pool => {
    const found = await findMonthsBefore(pool, before);
    const names = found.map(({ name }) => name);
    if (found.length > 0 && options.yes !== true) await confirm(context, names, keep);
    const months = found.length === 0 ? [] : await dropMonths(pool, { before, keep });
    for (const { name, bytes } of months)
      context.output.line(`${keep ? 'took out' : 'dropped'} ${name} (${Math.round(bytes / 1024 ** 2)} MB)`);
    if (months.length === 0) context.output.line('There is no month before that.');
    context.output.result({ months: months.map(({ name }) => name), kept: keep });
  });
}

async function confirm({ output, signal }: CommandContext, names: string[], keep: boolean): Promise<void> {
  const what = `${keep ? 'Take' : 'Drop'} ${names.length} months (${names[0]} … ${names.at(-1)}) of all tenants`;
  if (!output.isTerminal)
    throw new AppError(`${what}: nobody confirmed it.`, {
      code: 'not-confirmed',
      status: 400,
      nextStep: 'Repeat it with --yes.',
    });
  using prompt = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await prompt.question(`${what}? Type “drop” to go on: `, { signal });
  if (reply.trim() !== 'drop')
    throw new AppError('Nothing was changed.', { code: 'not-confirmed', status: 400 });
}
