import { Command } from 'commander';
import { connect } from '../connect.ts';
import { findLibraries } from '../find-libraries.ts';
import { formatPlace } from '../format-place.ts';
import type { Place } from '../format-place.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface SearchOptions {
  library: string[];
  document: string[];
  k: string;
}

interface Hit extends Place {
  document_id: string;
  text: string;
  score: number;
}

interface SearchReply {
  mode: string;
  hits: Hit[];
}

export function searchCommand(): Command {
  return new Command('search')
    .description('find passages')
    .argument('<query>', 'words to look for')
    .option('-l, --library <name...>', 'only in these libraries', [])
    .option('-d, --document <id...>', 'only in these documents', [])
    .option('-k <number>', 'how many passages', '5')
    .action((query: string, options: SearchOptions, command: Command) =>
      runCommand(command, context => search(context, query, options)),
    );
}

async function search(context: CommandContext, query: string, options: SearchOptions): Promise<void> {
  await using connection = await connect(context);
  const reply = await connection.client.post<SearchReply>('/search', {
    query,
    k: Number(options.k),
    library_ids: await findLibraries(connection.client, options.library),
    document_ids: options.document,
  });
  context.output.result(reply);
  printHits(context.output, reply.hits);
}

function printHits(output: Output, hits: Hit[]): void {
  if (hits.length === 0) output.line('Nothing found.');
  for (const [index, hit] of hits.entries()) {
    output.line(`${index + 1}. ${formatPlace(hit)}  (score ${hit.score.toFixed(2)})`);
    output.line(`   ${hit.text.replaceAll(/\s+/g, ' ').slice(0, 300)}`);
  }
}
