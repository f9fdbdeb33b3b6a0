import type { Command } from 'commander';
import { makeConfig } from '#kernel/config/config.ts';
import type { Config } from '#kernel/config/config.ts';
import { readEnvironment } from '#kernel/config/env.ts';
import { withSecretFiles } from '#kernel/config/with-secret-files.ts';
import { armFailpoints } from '#kernel/failpoints.ts';
import { createOutput, printFailure } from './output.ts';
import type { Output } from './output.ts';

/** What every command gets. */
export interface CommandContext {
  config: Config;
  output: Output;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
}

interface GlobalOptions {
  json?: boolean;
  verbose?: boolean;
}

const INTERRUPTED = 130;

/** Runs a command's work with configuration, output and Ctrl-C wired; failures end with a sentence and exit code 1. */
export async function runCommand(
  command: Command,
  work: (context: CommandContext) => Promise<void>,
): Promise<void> {
  const { json = false, verbose = false } = command.optsWithGlobals<GlobalOptions>();
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(new DOMException('Interrupted.', 'AbortError'));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const config = makeConfig(withSecretFiles(readEnvironment()));
    armFailpoints(config.failpoints);
    await work({ config, output: createOutput({ json }), signal: controller.signal });
  } catch (error) {
    process.exitCode = controller.signal.aborted ? INTERRUPTED : 1;
    if (!controller.signal.aborted) printFailure(error, { json, verbose });
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
