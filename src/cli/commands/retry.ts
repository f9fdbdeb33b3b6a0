import { Command } from 'commander';
import { AppError } from '#kernel/errors/app-error.ts';
import { connect } from '../connect.ts';
import { listAll } from '../find-libraries.ts';
import { followDocuments } from '../ingest-files.ts';
import type { IngestedDocument } from '../ingest-files.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function retryCommand(): Command {
  return new Command('retry')
    .description('read failed documents again, from behind what was read already')
    .argument('[document...]', 'ids of documents')
    .option('--all-failed', 'every document that failed')
    .action((ids: string[], options: { allFailed?: boolean }, command: Command) =>
      runCommand(command, context => retry(context, ids, options.allFailed ?? false)),
    );
}

async function retry(context: CommandContext, ids: string[], allFailed: boolean): Promise<void> {
  if (ids.length === 0 && !allFailed) {
    throw new AppError('You named no document.', {
      code: 'no-documents',
      status: 400,
      nextStep: 'Give the id of a document (`quarry jobs --state dead` lists them), or --all-failed.',
    });
  }
  await using connection = await connect(context);
  const { client } = connection;
  const failed = allFailed ? await listAll<IngestedDocument>(client, '/documents', { status: 'failed' }) : [];
  const wanted = new Set([...ids, ...failed.map(document => document.id)]);
  if (wanted.size === 0) context.output.line('No document has failed.');
  const queued: IngestedDocument[] = [];
  for (const id of wanted)
    queued.push(await client.post<IngestedDocument>(`/documents/${encodeURIComponent(id)}/retry`, {}));
  const documents = await followDocuments(client, context, queued);
  context.output.result({ documents });
  if (documents.some(document => document.status !== 'ready')) process.exitCode = 1;
}
