import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { ApiClient } from '../api-client.ts';
import { connect } from '../connect.ts';
import { findLibraries } from '../find-libraries.ts';
import { createProgress } from '../progress.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Insight {
  id: string;
  title: string;
  status: string;
  progress: { done: number; total: number | null };
  label: string | null;
  failure: { message: string; next_step: string | null } | null;
}

interface InsightOptions {
  library: string[];
  document: string[];
  instructions?: string;
  language?: string;
  format: string;
  output?: string;
}

const POLL_MS = 500;
const FINAL = new Set(['ready', 'failed', 'cancelled']);
const FORMATS = ['markdown', 'html', 'csv', 'pptx'];

export function insightCommand(): Command {
  return new Command('insight')
    .description('write a summary, questions-and-answers, interview-tips or slides of documents')
    .argument('<kind>', 'one of these, or the id of a kind of your own')
    .option('-l, --library <name...>', 'of all documents of these libraries', [])
    .option('-d, --document <id...>', 'of these documents', [])
    .option('-i, --instructions <text>', 'what the language model shall mind besides')
    .option('--language <code>', 'what it is written in, such as en or th')
    .addOption(
      new Option('-f, --format <format>', 'what is written out').choices(FORMATS).default('markdown'),
    )
    .option('-o, --output <file>', 'where to; otherwise it is printed, and slides are written to slides.pptx')
    .action((kind: string, options: InsightOptions, command: Command) =>
      runCommand(command, context => writeInsight(context, kind, options)),
    );
}

async function writeInsight(context: CommandContext, kind: string, options: InsightOptions): Promise<void> {
  await using connection = await connect(context);
  const { client } = connection;
  const named = await findLibraries(client, options.library);
  const begun = await client.post<Insight>('/insights', {
    kind,
    document_ids: options.document,
    library_ids: named.length + options.document.length > 0 ? named : await allLibraries(client),
    instructions: options.instructions,
    language: options.language,
  });
  const insight = await follow(client, context, begun);
  if (insight.status !== 'ready') {
    context.output.result(insight);
    process.exitCode = 1;
    return;
  }
  await writeOut(client, context, insight, options);
  context.output.result(await client.get(`/insights/${insight.id}`));
}

async function allLibraries(client: ApiClient): Promise<string[]> {
  const { items } = await client.get<{ items: { id: string }[] }>('/libraries?limit=50');
  return items.map(({ id }) => id);
}

async function follow(client: ApiClient, context: CommandContext, begun: Insight): Promise<Insight> {
  using progress = createProgress(context.output);
  for (let seen = begun; ; seen = await client.get<Insight>(`/insights/${begun.id}`)) {
    const { title, status: stage } = seen;
    if (!FINAL.has(stage)) progress.update(title, { stage, ...seen.progress });
    else if (stage === 'ready') progress.succeed(title, seen.label ?? 'ready');
    else progress.fail(title, seen.failure?.message ?? stage, seen.failure?.next_step ?? undefined);
    if (FINAL.has(stage)) return seen;
    await delay(POLL_MS, undefined, { signal: context.signal });
  }
}

async function writeOut(
  client: ApiClient,
  context: CommandContext,
  { id }: Insight,
  { format, output = format === 'pptx' ? 'slides.pptx' : undefined }: InsightOptions,
): Promise<void> {
  const bytes = await client.downloadBytes(`/insights/${id}/export?format=${format}`);
  if (output === undefined) return context.output.write(`\n${bytes.toString()}`);
  await writeFile(output, bytes);
  context.output.line(output);
}
