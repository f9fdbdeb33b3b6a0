import { Command } from 'commander';
import type { Check } from '#app/doctor/check.ts';
import { checkSetup } from '#app/doctor/check-setup.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

const MARKS: Record<Check['status'], string> = { ok: '✓', note: '·', problem: '✗' };

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check Node, data folder, database and providers, and say how to mend what is missing')
    .action((_options: object, command: Command) => runCommand(command, doctor));
}

async function doctor({ config, output }: CommandContext): Promise<void> {
  const checks = await checkSetup(config);
  for (const check of checks) {
    output.line(`${MARKS[check.status]} ${check.name}: ${check.detail}`);
    if (check.nextStep !== undefined) output.line(`    → ${check.nextStep}`);
  }
  output.result({ checks });
  if (checks.some(check => check.status === 'problem')) process.exitCode = 1;
}
