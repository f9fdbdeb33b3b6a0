import { Command } from 'commander';
import { connect } from '../connect.ts';
import { findOrCreateLibrary } from '../find-libraries.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Added {
  items: { entity: string; document_id: string; as_of: string }[];
}

export const sourceCommand = (): Command =>
  new Command('source')
    .description('put what entities’ features are now into a library, to ask about them and cite them')
    .argument('<group>', 'its name, or name@version')
    .argument('<entities...>')
    .option('-l, --library <name>', 'the library; made when it is missing', 'My library')
    .action((view: string, entities: string[], { library }: { library: string }, self: Command) =>
      runCommand(self, context => addSources(context, { view, entities, library })),
    );

async function addSources(
  context: CommandContext,
  { view, entities, library }: { view: string; entities: string[]; library: string },
): Promise<void> {
  await using connection = await connect(context);
  const libraryId = await findOrCreateLibrary(connection.client, library);
  const body = { library_id: libraryId, view, entities };
  const { items } = await connection.client.post<Added>('/feature-sources', body);
  for (const { entity, as_of: asOf } of items)
    context.output.line(`${entity} as of ${asOf} is a document of ${library}.`);
  context.output.result({ library_id: libraryId, items });
}
