import { createCliKey } from './create-cli-key.ts';
import type { Config } from '#kernel/config/config.ts';
import type { JobRunner } from '#kernel/jobs/job-runner.ts';
import { createContext } from './context.ts';
import type { Context } from './context.ts';
import type { Server } from './serve.ts';
import { describeStore } from './describe-store.ts';
import { ensureOwner } from './ensure-owner.ts';
import { measureProcess } from './measure-process.ts';
import { tellMetrics } from './tell-metrics.ts';
import { writeServerFile } from './server-file.ts';

export type ProgramPart = 'api' | 'worker' | 'stream';

export interface Program extends AsyncDisposable {
  /** Where the API listens; '' when this process has none. */
  url: string;
  /** One-time link into the web app, when this process serves it. */
  signInUrl?: string;
  /** Where the data lies, for people. */
  store: string;
  /** API key for the command line of whoever started this. */
  cliKey: string;
}

export interface ProgramOptions {
  parts: ProgramPart[];
  /** A job ignores its signal past the grace: its process should end, or the job would go on in it unseen. */
  onDeaf?: () => void;
}

/** Starts the parts of Quarry that this process shall be; disposing stops them in order, work handed back. */
export async function startProgram(config: Config, options: ProgramOptions): Promise<Program> {
  await using resources = new AsyncDisposableStack();
  const context = resources.use(await createContext(config));
  measureProcess(context);
  const owner = await ensureOwner(context.db);
  if (options.parts.includes('worker')) resources.use(await startWork(context, options));
  if (options.parts.includes('stream')) resources.use(await startStreaming(context));
  const server = options.parts.includes('api') ? resources.use(await startServing(context)) : undefined;
  if (server === undefined) resources.use(await tellMetrics(context));
  const cliKey = resources.use(await createCliKey(context.db, owner));
  const url = server?.url ?? '';
  const signInUrl = await server?.createSignInUrl(owner);
  // Last of what may fail: whoever finds the file finds a program that has started.
  if (server !== undefined) {
    resources.use(await writeServerFile(config.dataFolder, { url, apiKey: cliKey.secret, pid: process.pid }));
  }
  const opened = resources.move();
  return {
    url,
    signInUrl,
    store: describeStore(config),
    cliKey: cliKey.secret,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

// Loaded only by the process that needs it: a worker without the HTTP server is 30 MB smaller.
async function startServing(context: Context): Promise<Server> {
  const { serve } = await import('./serve.ts');
  return serve(context);
}

async function startWork(context: Context, options: ProgramOptions): Promise<JobRunner> {
  const { work } = await import('./work.ts');
  return work(context, options);
}

async function startStreaming({ db, logger, features }: Context): Promise<AsyncDisposable> {
  const { startStreams } = await import('#features/tiles/start-streams.ts');
  const { schemas, onTiles, writeOnline, streams } = features;
  const { loadWriters } = schemas;
  const common = { db, logger, onTiles, writeOnline };
  if (streams.kafkaBrokers === undefined) return startStreams({ ...common, loadWriters });
  const { runOtherEngines } = await import('#features/flink/run-other-engines.ts');
  const brokers = [...streams.kafkaBrokers];
  return startStreams({
    ...common,
    loadWriters,
    runElsewhere: runOtherEngines({ ...common, brokers, schemas }),
  });
}
