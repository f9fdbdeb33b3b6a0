import { readServerFile } from '#app/server-file.ts';
import type { Config } from '#kernel/config/config.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { ApiClient } from './api-client.ts';
import type { CommandContext } from './run-command.ts';

export interface Connection extends AsyncDisposable {
  client: ApiClient;
  /** Where people can open the same data in a browser; undefined when the server ends with the command. */
  webUrl?: string;
}

/**
 * Finds a server for a command: the one named by QUARRY_URL, else the one that runs on the data folder,
 * else one of the command's own, which ends with it.
 */
export async function connect(
  context: CommandContext,
  options: { logLevel: Config['logLevel'] } = { logLevel: 'error' },
): Promise<Connection> {
  const remote = context.config.remote ?? (await readServerFile(context.config.dataFolder));
  return remote === undefined ? connectToOwn(context, options) : connectToRunning(context, remote);
}

function connectToRunning(context: CommandContext, server: { url: string; apiKey?: string }): Connection {
  if (server.apiKey === undefined) {
    throw new AppError('QUARRY_URL is set but QUARRY_API_KEY is not.', {
      code: 'missing-api-key',
      status: 401,
      nextStep: 'Make a key in the web app or with the API, and set QUARRY_API_KEY.',
    });
  }
  const { remote, dataFolder } = context.config;
  const findAgain = remote === undefined ? () => readServerFile(dataFolder) : undefined;
  const { url: baseUrl, apiKey } = server;
  const client = new ApiClient({ baseUrl, apiKey, signal: context.signal, findAgain });
  return { client, webUrl: server.url, [Symbol.asyncDispose]: async () => {} };
}

async function connectToOwn(
  context: CommandContext,
  { logLevel }: { logLevel: Config['logLevel'] },
): Promise<Connection> {
  const config = { ...context.config, http: { host: '127.0.0.1', port: 0 }, logLevel };
  const { startProgram } = await import('#app/start-program.ts');
  const program = await startProgram(config, { parts: ['api', 'worker', 'stream'] });
  const client = new ApiClient({ baseUrl: program.url, apiKey: program.cliKey, signal: context.signal });
  return { client, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}
