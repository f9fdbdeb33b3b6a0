import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Command } from 'commander';
import { version } from '#app/version.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import { apiTools } from '../api-tools.ts';
import { connect } from '../connect.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('offer your documents to an MCP client over standard input and output')
    .action((_options: object, command: Command) => runCommand(command, serveMcp));
}

/** Standard output belongs to the protocol: nothing else may be written to it. */
async function serveMcp(context: CommandContext): Promise<void> {
  await using connection = await connect(context, { logLevel: 'silent' });
  const tools = apiTools(connection.client);
  const { createMcpServer } = await import('#doors/mcp/create-mcp-server.ts');
  const handle = serveStdio(() => createMcpServer({ version, tools, explain }));
  const interrupted = once(context.signal, 'abort');
  await Promise.race([once(process.stdin, 'close'), interrupted]);
  await handle.close();
}

function explain(error: unknown): string {
  if (!(error instanceof AppError)) return 'The server cannot be reached. Start it with `quarry start`.';
  return error.nextStep === undefined ? error.message : `${error.message} ${error.nextStep}`;
}
