import path from 'node:path';
import { Command } from 'commander';
import { describeStore } from '#app/describe-store.ts';
import { restoreStore } from '#app/backup/restore-store.ts';
import { runCommand } from '../run-command.ts';
import { summarize, sumsOf } from './backup.ts';

export function restoreCommand(): Command {
  return new Command('restore')
    .description('fill an empty store with a backup, and compare each row')
    .argument('<folder>', 'what `quarry backup` wrote')
    .action((folder: string, _options: object, command: Command) =>
      runCommand(command, async ({ config, output }) => {
        const manifest = await restoreStore(config, path.resolve(folder));
        output.line(`${describeStore(config)} has ${summarize(manifest)}; every row was compared.`);
        output.result({ restored: describeStore(config), ...sumsOf(manifest) });
      }),
    );
}
