import { Command } from 'commander';
import { SAMPLE_FOLDER, SAMPLE_LIBRARY } from '#knowledge/samples/sample-library.ts';
import { connect } from '../connect.ts';
import { findOrCreateLibrary } from '../find-libraries.ts';
import { ingestFiles } from '../ingest-files.ts';
import { listFiles } from '../list-files.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function populateCommand(): Command {
  return new Command('populate')
    .description('add the sample library (English and Thai)')
    .action((_options: object, command: Command) => runCommand(command, populate));
}

async function populate(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const libraryId = await findOrCreateLibrary(connection.client, SAMPLE_LIBRARY);
  const files = await listFiles([SAMPLE_FOLDER]);
  const documents = await ingestFiles(connection.client, context, { libraryId, files });
  context.output.line(`\n“${SAMPLE_LIBRARY}” has ${documents.length} documents.`);
  context.output.result({ library_id: libraryId, documents });
}
