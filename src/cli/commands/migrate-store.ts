import { Command } from 'commander';
import { moveStore } from '#app/backup/move-store.ts';
import { runCommand } from '../run-command.ts';
import { summarize, sumsOf } from './backup.ts';

interface Options {
  to: string;
  owner?: string;
}

export function migrateStoreCommand(): Command {
  return new Command('migrate-store')
    .description('copy the embedded database to an empty PostgreSQL database, and compare each row')
    .requiredOption('--to <url>', 'postgres://… of the role that Quarry will use; made where it is missing')
    .option('--owner <url>', 'the same database as a superuser; DATABASE_OWNER_URL if it is not given')
    .action((options: Options, command: Command) =>
      runCommand(command, async ({ config, output }) => {
        const ownerUrl = options.owner ?? config.database.ownerUrl;
        const manifest = await moveStore(config, { ...config.database, url: options.to, ownerUrl });
        output.line(`Copied ${summarize(manifest)}; every row was compared.`);
        output.line('Set DATABASE_URL to the new database and start again; the embedded one is as it was.');
        output.result({ moved: sumsOf(manifest) });
      }),
    );
}
