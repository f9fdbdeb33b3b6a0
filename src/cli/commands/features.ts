import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Command, Option } from 'commander';
import type { FeatureGroup } from '#features/definitions/definition.ts';
import { examples } from '#features/definitions/examples/examples.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { connect } from '../connect.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';
import { sourceCommand } from './add-feature-source.ts';
import { deployCommand, printEngine } from './deploy-features.ts';
import { exportCommand } from './export-training-set.ts';

interface Planned {
  name: string;
  version: number;
  action: string;
  message: string;
}

interface Group {
  name: string;
  version: number;
  topic: string;
  engine: string;
  state: string;
  reason: string | null;
  lag_events: number | null;
  watermark: string | null;
  processed: number;
  duplicate: number;
  late: number;
  dead: number;
}

interface Source {
  example?: keyof typeof exampleGroups;
}

const exampleGroups = {
  'card-payments': examples.transactions.group,
  clickstream: examples.clicks.group,
} as const;

export function featuresCommand(): Command {
  const command = new Command('features').description('live features of events: define, compute, read');
  for (const [verb, description] of [
    ['plan', 'say what applying definitions would do'],
    ['apply', 'make the groups of a file; they are computed from the beginning of their topic'],
  ] as const)
    command
      .command(verb)
      .description(description)
      .argument('[file]', 'a .ts or .js module that exports groups, or their JSON')
      .addOption(
        new Option('--example <name>', 'one that comes with Quarry').choices(Object.keys(exampleGroups)),
      )
      .action((file: string | undefined, options: Source, self: Command) =>
        runCommand(self, context => change(context, verb, file, options)),
      );
  addReaders(command);
  command
    .command('backfill')
    .description('compute a group again from the beginning of its topic')
    .argument('<group>', 'its name, or name@version')
    .action((group: string, _options: object, self: Command) =>
      runCommand(self, context => backfill(context, group)),
    );
  return command.addCommand(exportCommand()).addCommand(deployCommand()).addCommand(sourceCommand());
}

function addReaders(command: Command): void {
  for (const name of ['list', 'status'] as const)
    command
      .command(name)
      .description(name === 'list' ? 'list the groups' : 'say how far each group is, and what it set aside')
      .action((_options: object, self: Command) => runCommand(self, context => listGroups(context, name)));
  command
    .command('show')
    .description('print the definition of a group')
    .argument('<group>', 'its name, or name@version')
    .action((group: string, _options: object, self: Command) =>
      runCommand(self, context => showGroup(context, group)),
    );
  command
    .command('get')
    .description('print the features of one entity')
    .argument('<group>')
    .argument('<entity>')
    .option('--asof <time>', 'what was known of the time before this second')
    .action((group: string, entity: string, options: { asof?: string }, self: Command) =>
      runCommand(self, context => getFeatures(context, group, entity, options.asof)),
    );
}

async function change(
  context: CommandContext,
  verb: 'plan' | 'apply',
  file: string | undefined,
  { example }: Source,
): Promise<void> {
  const groups = example === undefined ? await readGroups(file) : [exampleGroups[example]];
  await using connection = await connect(context);
  const done = await connection.client.post<{ groups: Planned[] }>(`/feature-groups/${verb}`, { groups });
  context.output.result(done);
  for (const { name, version, action, message } of done.groups)
    context.output.line(`${action.padEnd(12)} ${name}@${version}  ${message}`);
  if (done.groups.some(each => each.action === 'refused')) process.exitCode = 1;
}

/** Every group that a module exports, alone or in an array; or one, or an array of them, as JSON. */
async function readGroups(file: string | undefined): Promise<FeatureGroup[]> {
  if (file === undefined) throw new InvalidInput('Name a file with definitions, or take one with --example.');
  const exported: unknown[] =
    path.extname(file) === '.json'
      ? [JSON.parse(await readFile(file, 'utf8'))]
      : Object.values((await import(pathToFileURL(path.resolve(file)).href)) as object);
  const groups = exported.flat().filter(isGroup);
  if (groups.length === 0) throw new InvalidInput(`${file} exports no feature group.`);
  return [...new Set(groups)];
}

const isGroup = (value: unknown): value is FeatureGroup =>
  typeof value === 'object' && value !== null && 'aggregations' in value && 'entity' in value;

async function listGroups(context: CommandContext, kind: 'list' | 'status'): Promise<void> {
  await using connection = await connect(context);
  const { items } = await connection.client.get<{ items: Group[] }>('/feature-groups');
  context.output.result({ groups: items });
  if (items.length === 0) context.output.line('There are no groups. `quarry features apply` makes them.');
  for (const group of items) {
    printGroup(context.output, group, kind);
    if (kind === 'status' && group.engine !== 'embedded')
      await printEngine(context, connection.client, group);
  }
}

function printGroup(output: Output, group: Group, kind: 'list' | 'status'): void {
  output.line(`${group.name}@${group.version}  of ${group.topic}, ${group.engine}, ${group.state}`);
  if (kind === 'list') return;
  const { processed, duplicate, late, dead, lag_events: lag, watermark } = group;
  output.line(`  ${processed} events, ${lag ?? 'unknown'} to come, newest ${watermark ?? 'none yet'}`);
  output.line(`  ${duplicate} sent twice, ${late} too late, ${dead} unreadable`);
  if (group.reason !== null) output.line(`  ${group.reason}`);
}

async function showGroup(context: CommandContext, group: string): Promise<void> {
  await using connection = await connect(context);
  const found = await connection.client.get<Group & { definition: FeatureGroup }>(`/feature-groups/${group}`);
  context.output.result(found);
  context.output.line(JSON.stringify(found.definition, null, 2));
}

async function getFeatures(
  context: CommandContext,
  group: string,
  entity: string,
  asof: string | undefined,
): Promise<void> {
  await using connection = await connect(context);
  const query = asof === undefined ? '' : `?asof=${encodeURIComponent(asof)}`;
  const route = `/features/${group}/${encodeURIComponent(entity)}${query}`;
  const found = await connection.client.get<{ at: string; features: Record<string, unknown> }>(route);
  context.output.result(found);
  for (const [name, value] of Object.entries(found.features))
    context.output.line(`${name.padEnd(28)} ${String(value)}`);
}

async function backfill(context: CommandContext, group: string): Promise<void> {
  await using connection = await connect(context);
  const done = await connection.client.post<{ name: string; version: number }>(
    `/feature-groups/${group}/backfill`,
    {},
  );
  context.output.line(
    `${done.name}@${done.version} is computed again; \`quarry features status\` shows how far it is`,
  );
  context.output.result(done);
}
