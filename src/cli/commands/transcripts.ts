import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import { dropBeforeCommand } from './drop-months.ts';
import { connect } from '../connect.ts';
import { createProgress } from '../progress.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';
import { Patience } from '../uploads/patience.ts';
import { forgetfulUpload, rememberUpload } from '../uploads/remembered-upload.ts';
import type { RememberedUpload } from '../uploads/remembered-upload.ts';
import { sendImport } from '../uploads/send-import.ts';

interface Import {
  id: string;
  file_name: string;
  status: string;
  bytes_read: number;
  bytes_total: number;
  accepted: number;
  rejected: number;
  duplicate: number;
  cut_at: number | null;
  eta_seconds: number | null;
  failure: { message: string; next_step: string | null } | null;
}

const POLL_MS = 500;
const FINAL = new Set(['done', 'failed', 'cancelled']);

export function transcriptsCommand(): Command {
  const command = new Command('transcripts').description('conversations and their sentiment');
  command
    .command('import')
    .description('import conversations: a JSON array, JSON Lines, or one of these packed with gzip or zstd')
    .argument('<file>', 'the file; - reads standard input')
    .option('-p, --path <path>', 'where in a JSON object the array lies, such as data.transcripts')
    .action((file: string, options: { path?: string }, self: Command) =>
      runCommand(self, context => importFile(context, file, options.path)),
    );
  command
    .command('resume')
    .description('go on with an import that failed or was cancelled, behind the last item that it took in')
    .argument('<id>', 'of the import')
    .action((id: string, _options: object, self: Command) =>
      runCommand(self, context => changeImport(context, id, 'resume')),
    );
  command
    .command('cancel')
    .description('stop an import; what it has taken in stays')
    .argument('<id>', 'of the import')
    .action((id: string, _options: object, self: Command) =>
      runCommand(self, context => changeImport(context, id, 'cancel')),
    );
  command
    .command('rejects')
    .description('write what an import set aside, as JSON Lines')
    .argument('<id>', 'of the import')
    .action((id: string, _options: object, self: Command) =>
      runCommand(self, context => writeRejects(context, id)),
    );
  command.addCommand(dropBeforeCommand());
  return command;
}

async function changeImport(context: CommandContext, id: string, verb: 'resume' | 'cancel'): Promise<void> {
  await using connection = await connect(context);
  const changed = await connection.client.post<Import>(`/transcripts/imports/${id}/${verb}`, {});
  const ended = verb === 'resume' ? await follow(connection.client, context, changed) : changed;
  context.output.line(`${ended.file_name}: ${ended.status}, ${describe(ended)}`);
  context.output.result(ended);
  if (verb === 'resume' && ended.status !== 'done') process.exitCode = 1;
}

async function writeRejects(context: CommandContext, id: string): Promise<void> {
  await using connection = await connect(context);
  for await (const text of connection.client.download(`/transcripts/imports/${id}/rejects`))
    context.output.write(text);
}

async function importFile(context: CommandContext, file: string, arrayPath?: string): Promise<void> {
  await using source = await openSource(context, file, arrayPath);
  await using connection = await connect(context);
  const { client } = connection;
  try {
    const begun = await send(client, context, { ...source, arrayPath });
    const done = await follow(client, context, begun);
    await source.remembered.forget();
    context.output.result(done);
    if (done.status !== 'done' || done.rejected > 0) process.exitCode = 1;
  } catch (error) {
    if (client.isInterrupted && file !== '-')
      context.output.line('Interrupted. Run the same command again: it goes on where it stopped.');
    throw error;
  }
}

async function send(
  client: ApiClient,
  context: CommandContext,
  source: { path: string; remembered: RememberedUpload; arrayPath?: string },
): Promise<Import> {
  using progress = createProgress(context.output);
  const name = path.basename(source.path);
  const startedMs = performance.now();
  let first: number | undefined;
  const onProgress = (done: number, total: number): void => {
    first ??= done;
    const seconds = (performance.now() - startedMs) / 1000;
    const eta = done === first ? null : Math.ceil(((total - done) * seconds) / (done - first));
    progress.update(name, {
      stage: first === 0 ? 'sending' : 'sending the rest',
      done,
      total,
      eta_seconds: eta,
    });
  };
  const { path: file, remembered, arrayPath } = source;
  const begun = await sendImport<Import>(client, {
    file,
    arrayPath,
    remembered,
    onProgress,
    signal: context.signal,
  });
  // What was stopped by its owner is gone on with by the same command, as a file that was half sent is.
  return ['failed', 'cancelled'].includes(begun.status)
    ? await client.post<Import>(`/transcripts/imports/${begun.id}/resume`, {})
    : begun;
}

interface Source extends AsyncDisposable {
  path: string;
  remembered: RememberedUpload;
}

/** Standard input is written to a file first: how long it is, nobody can say before its end. */
async function openSource(context: CommandContext, file: string, arrayPath = ''): Promise<Source> {
  if (file !== '-') {
    const { dataFolder, remote } = context.config;
    const purpose = `transcripts ${arrayPath}`;
    const remembered = await rememberUpload({ dataFolder, server: remote?.url, file, purpose });
    return { path: file, remembered, [Symbol.asyncDispose]: async () => {} };
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'quarry-import-'));
  const copy = path.join(folder, 'standard-input');
  await pipeline(process.stdin, createWriteStream(copy, { mode: 0o600 }));
  return {
    path: copy,
    remembered: forgetfulUpload,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

async function follow(client: ApiClient, context: CommandContext, begun: Import): Promise<Import> {
  using progress = createProgress(context.output);
  const patience = new Patience(context);
  const look = () => client.get<Import>(`/transcripts/imports/${begun.id}`);
  // A server that restarts goes on with the import, and so do we with watching it.
  for (let seen = begun; ; seen = await patience.insist(look)) {
    patience.renew();
    const { file_name: name, status: stage, bytes_read: done, bytes_total: total } = seen;
    if (!FINAL.has(stage)) progress.update(name, { stage, done, total, eta_seconds: seen.eta_seconds });
    else if (stage === 'done') progress.succeed(name, describe(seen), warningsOf(seen));
    else progress.fail(name, seen.failure?.message ?? stage, seen.failure?.next_step ?? undefined);
    if (FINAL.has(stage)) return seen;
    await delay(POLL_MS, undefined, { signal: context.signal });
  }
}

const describe = ({ accepted, duplicate, rejected }: Import): string =>
  `${accepted} imported, ${duplicate} there already, ${rejected} set aside`;

function warningsOf({ id, rejected, cut_at: cutAt }: Import): string[] {
  return [
    ...(cutAt === null ? [] : [`the file was cut off: it ends at byte ${cutAt} of its unpacked text`]),
    ...(rejected === 0 ? [] : [`what was set aside: quarry transcripts rejects ${id}`]),
  ];
}
