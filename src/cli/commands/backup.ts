import path from 'node:path';
import { Command } from 'commander';
import { backupStore } from '#app/backup/backup-store.ts';
import { checkBackup } from '#app/backup/check-backup.ts';
import type { Manifest } from '#app/backup/manifest.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function backupCommand(): Command {
  return new Command('backup')
    .description('write every row and every file into a new folder (on PostgreSQL while the server goes on)')
    .argument('<folder>', 'a folder that does not exist yet')
    .option('--check', 'only read a backup to its end and compare it with its checksums')
    .action((folder: string, options: { check?: boolean }, command: Command) =>
      runCommand(command, context => backup(context, path.resolve(folder), options.check ?? false)),
    );
}

async function backup({ config, output }: CommandContext, folder: string, onlyCheck: boolean): Promise<void> {
  if (!onlyCheck) await backupStore(config, folder);
  // Read back from the disk: a backup that cannot be read is none.
  const manifest = await checkBackup(folder);
  output.line(`${folder}: ${summarize(manifest)}, whole.`);
  output.result({ folder, ...sumsOf(manifest) });
}

export const sumsOf = ({ tables, files }: Manifest) => ({
  tables: tables.length,
  rows: tables.reduce((sum, table) => sum + table.rows, 0),
  files: files.length,
  bytes: files.reduce((sum, file) => sum + file.bytes, 0),
});

export function summarize(manifest: Manifest): string {
  const { tables, rows, files, bytes } = sumsOf(manifest);
  return `${rows} rows of ${tables} tables, ${files} files (${(bytes / 1e6).toFixed(1)} MB)`;
}
