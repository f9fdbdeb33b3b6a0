import { Command } from 'commander';
import { migrateStore } from '#app/migrate-store.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring a PostgreSQL database up to this version (needs DATABASE_OWNER_URL)')
    .action((_options: object, command: Command) => runCommand(command, migrate));
}

async function migrate({ config, output }: CommandContext): Promise<void> {
  const { applied, createdRole } = await migrateStore(config);
  for (const name of applied) output.line(`applied ${name}`);
  if (createdRole !== undefined) output.line(`created the role ${createdRole}`);
  output.line(applied.length === 0 ? 'The schema was up to date.' : 'The schema is up to date.');
  output.result({ applied, created_role: createdRole });
}
