import { Command } from 'commander';
import { SAMPLE_FOLDER, SAMPLE_LIBRARY } from '#knowledge/samples/sample-library.ts';
import { connect } from '../connect.ts';
import { findOrCreateLibrary } from '../find-libraries.ts';
import { ingestFiles } from '../ingest-files.ts';
import { listFiles } from '../list-files.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';
import { readSampleQuestions } from '../sample-library.ts';
import { streamAnswer } from '../stream-answer.ts';
import type { Answer } from '../stream-answer.ts';

export function demoCommand(): Command {
  return new Command('demo')
    .description('ingest the sample library and ask it three questions')
    .action((_options: object, command: Command) => runCommand(command, demo));
}

async function demo(context: CommandContext): Promise<void> {
  const { output } = context;
  await using connection = await connect(context);
  const { client } = connection;
  output.line('Reading the sample library\n');
  const libraryId = await findOrCreateLibrary(client, SAMPLE_LIBRARY);
  const files = await listFiles([SAMPLE_FOLDER]);
  const documents = await ingestFiles(client, context, { libraryId, files });
  const answers: Answer[] = [];
  const questions = (await readSampleQuestions()).filter(each => each.demo);
  for (const { question } of questions) {
    output.line(`\n? ${question}\n`);
    answers.push(
      await streamAnswer(client, output, { text: question, library_ids: [libraryId], document_ids: [] }),
    );
  }
  output.line('\nYour turn: `npx quarry ingest FILE`, `npx quarry ask "…"`, or `npm start` for the web app.');
  output.result({ documents, answers });
  if (documents.some(document => document.status !== 'ready')) process.exitCode = 1;
}
