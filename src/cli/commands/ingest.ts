import { Command } from 'commander';
import { AppError } from '#kernel/errors/app-error.ts';
import { connect } from '../connect.ts';
import { findOrCreateLibrary } from '../find-libraries.ts';
import { ingestFiles } from '../ingest-files.ts';
import { listFiles } from '../list-files.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function ingestCommand(): Command {
  return new Command('ingest')
    .description('read files, every file in folders, or what addresses hold, into a library')
    .argument('<path...>', 'files, folders and addresses of http or https')
    .option('-l, --library <name>', 'the library; made when it is missing', 'My library')
    .action((paths: string[], options: { library: string }, command: Command) =>
      runCommand(command, context => ingest(context, paths, options.library)),
    );
}

const isAddress = (path: string): boolean => /^https?:\/\//i.test(path);

async function ingest(context: CommandContext, paths: string[], library: string): Promise<void> {
  const urls = paths.filter(isAddress);
  const files = await listFiles(paths.filter(path => !isAddress(path)));
  if (files.length + urls.length === 0) {
    throw new AppError('There is no file in what you named.', { code: 'no-files', status: 400 });
  }
  await using connection = await connect(context);
  const libraryId = await findOrCreateLibrary(connection.client, library);
  const documents = await ingestFiles(connection.client, context, { libraryId, files, urls });
  context.output.result({ library_id: libraryId, documents });
  if (documents.some(document => document.status !== 'ready')) process.exitCode = 1;
}
