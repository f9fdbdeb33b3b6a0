import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { Command, Option } from 'commander';
import { vectorFromText } from '#features/serving/vector-text.ts';
import type { TrainingTable } from '#features/training/table.ts';
import { writeCsv } from '#features/training/write-csv.ts';
import type { Value } from '#features/tiles/value.ts';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Options {
  labels: string;
  mode: string;
  out: string;
  group: string;
}

/** `entity` and `at`, and whatever else stands beside them, which is carried over. */
type Label = Record<string, string | number | boolean | null> & { entity: string; at: string };

export function exportCommand(): Command {
  return new Command('export')
    .description('write a training set: the features of each label’s entity, as they were at its time')
    .argument('<group>', 'its name, or name@version')
    .requiredOption('--labels <file>', 'CSV or JSON Lines with entity, at, and anything else')
    .addOption(
      new Option('--mode <mode>', 'of the events before the label, or as the last logged answer was')
        .choices(['as-of-event', 'as-served'])
        .default('as-of-event'),
    )
    .requiredOption('--out <file>', 'where to; .csv or .parquet')
    .action((group: string, options: Omit<Options, 'group'>, command: Command) =>
      runCommand(command, context => exportSet(context, { ...options, group })),
    );
}

async function exportSet(
  context: CommandContext,
  { labels: file, mode, out, group }: Options,
): Promise<void> {
  const extension = path.extname(out);
  if (extension !== '.csv' && extension !== '.parquet')
    throw new InvalidInput('--out must end with .csv or .parquet.');
  const labels = await readLabels(file);
  await using connection = await connect(context);
  const sent = labels.map(({ entity, at }) => ({ entity: String(entity), at }));
  const reply = connection.client.exchange(`/features/${group}/training-set`, { mode, labels: sent });
  const table = await readTable(labels, reply);
  if (extension === '.csv') await writeFile(out, [...writeCsv(table)].join(''));
  else {
    const { writeParquet } = await import('#features/training/write-parquet.ts');
    await writeFile(out, writeParquet(table));
  }
  context.output.line(`${table.rows.length} rows with ${table.columns.length} columns written to ${out}`);
  context.output.result({ rows: table.rows.length, columns: table.columns, path: out });
}

async function readLabels(file: string): Promise<Label[]> {
  const labels =
    path.extname(file) === '.csv'
      ? parse<Label>(await readFile(file, 'utf8'), { columns: true, skip_empty_lines: true, bom: true })
      : (await readFile(file, 'utf8'))
          .split('\n')
          .flatMap(line => (line.trim() === '' ? [] : [JSON.parse(line) as Label]));
  if (labels.length === 0) throw new InvalidInput(`${file} has no labels.`);
  const faulty = labels.findIndex(({ entity, at }) => entity === undefined || Number.isNaN(Date.parse(at)));
  if (faulty !== -1)
    throw new InvalidInput(`Label ${faulty + 1} of ${file} has no entity or no time in "at".`);
  return labels.map(label => ({ ...label, at: new Date(label.at).toISOString() }));
}

/** The label's columns, when its vector is of, and the features. */
async function readTable(labels: readonly Label[], reply: AsyncIterable<string>): Promise<TrainingTable> {
  const found: { vectorAt: string | null; features: Record<string, Value> | null }[] = [];
  for await (const line of linesOf(reply)) {
    const { vector_at: vectorAt, features } = JSON.parse(line) as {
      vector_at: string | null;
      features: object | null;
    };
    found.push({ vectorAt, features: features && vectorFromText(JSON.stringify(features)) });
  }
  const ofLabels = [...new Set(labels.flatMap(label => Object.keys(label)))];
  const ofFeatures = Object.keys(found.find(each => each.features !== null)?.features ?? {});
  const rows = labels.map((label, at) => {
    const { vectorAt = null, features = null } = found[at] ?? {};
    return [
      ...ofLabels.map(name => label[name] ?? null),
      vectorAt,
      ...ofFeatures.map(name => features?.[name] ?? null),
    ];
  });
  return { columns: [...ofLabels, 'vector_at', ...ofFeatures], rows };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}
