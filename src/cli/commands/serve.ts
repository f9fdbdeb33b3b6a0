import { once } from 'node:events';
import { Command } from 'commander';
import type { ProgramPart } from '#app/start-program.ts';
import type { Output } from '../output.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function startCommand(): Command {
  return serveCommand('start', 'start everything in one process', ['api', 'worker', 'stream']);
}

export function apiCommand(): Command {
  return serveCommand('api', 'serve the web app and the API only (needs DATABASE_URL)', ['api']);
}

export function workerCommand(): Command {
  return serveCommand('worker', 'work on documents only (needs DATABASE_URL)', ['worker']);
}

export function streamCommand(): Command {
  return serveCommand('stream', 'compute live features only (needs DATABASE_URL)', ['stream']);
}

function serveCommand(name: string, description: string, parts: ProgramPart[]): Command {
  return new Command(name)
    .description(description)
    .action((_options: object, command: Command) => runCommand(command, context => serve(context, parts)));
}

/** Longer than a stop takes that hands work back, shorter than what a supervisor waits before it kills. */
const HARD_STOP_MS = 12_000;

/** For whatever ends by itself once all is closed. */
const LAST_MOMENT_MS = 500;

async function serve(context: CommandContext, parts: ProgramPart[]): Promise<void> {
  await serveUntilStopped(context, parts);
  // What a deaf job still holds, such as a reader's process, must not keep this one.
  exitAfter(LAST_MOMENT_MS);
}

async function serveUntilStopped(
  { config, output, signal }: CommandContext,
  parts: ProgramPart[],
): Promise<void> {
  const deaf = Promise.withResolvers<void>();
  const { startProgram } = await import('#app/start-program.ts');
  await using program = await startProgram(config, { parts, onDeaf: deaf.resolve });
  if (parts.includes('api')) announce(output, program);
  else if (parts.includes('stream')) output.line(`Computing the features of ${program.store}. Ctrl-C ends.`);
  else output.line(`Working on the jobs of ${program.store}. Ctrl-C hands running ones back and ends.`);
  // What serves people as well goes on beside a deaf job; whoever watches over a worker starts another one.
  await Promise.race(
    parts.includes('api') ? [untilAborted(signal)] : [untilAborted(signal), deaf.promise.then(fail)],
  );
  output.line('\nStopping …');
  exitAfter(HARD_STOP_MS);
}

function exitAfter(delayMs: number): void {
  setTimeout(() => process.exit(), delayMs).unref();
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function fail(): void {
  process.exitCode = 1;
}

function announce(output: Output, program: { url: string; signInUrl?: string; store: string }): void {
  output.line(`\nQuarry is up on ${program.url}`);
  if (program.signInUrl !== undefined) output.line(`Sign in:   ${program.signInUrl}   (works once)`);
  output.line(`Your data: ${program.store}`);
  output.line('Ctrl-C stops it.\n');
  output.result({ url: program.url, sign_in_url: program.signInUrl, store: program.store });
}
