import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SELF } from '#auth/permissions.ts';
import { principalOf } from '#auth/principal.ts';
import type { Principal } from '#auth/principal.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { clientSignal } from '../client-signal.ts';
import { createMcpServer } from './create-mcp-server.ts';
import { explainFailure } from './explain-failure.ts';
import { roomTools } from './room-tools.ts';
import type { RoomToolsOptions } from './room-tools.ts';

export interface McpOptions extends Omit<RoomToolsOptions, 'principal'> {
  version: string;
}

/** MCP over streamable HTTP, without sessions: every request brings its key and may meet another process. */
export function mcpRoutes(app: HttpApp, options: McpOptions): void {
  const { logger, version } = options;
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const principal = authInfo!.extra!['principal'] as Principal;
      const tools = roomTools({ ...options, principal });
      const explain = (error: unknown): string => explainFailure(error, logger);
      return createMcpServer({ version, tools, scopes: principal.scopes, explain });
    },
    { onerror: error => logger.debug({ err: error }, 'an MCP request was refused') },
  );
  app.addHook('preClose', () => handler.close());
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    // Every tool asks for the permission it needs.
    config: { permission: SELF },
    schema: { hide: true },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      const authInfo = {
        token: '',
        clientId: principal.userId,
        scopes: [...principal.scopes],
        extra: { principal },
      };
      const web = toWebRequest(request, reply);
      return reply.send(await handler.fetch(web, { authInfo, parsedBody: request.body }));
    },
  });
}

function toWebRequest(request: FastifyRequest, reply: FastifyReply): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(', '));
  }
  return new Request(new URL(request.url, 'http://localhost'), {
    method: request.method,
    headers,
    signal: clientSignal(reply),
    ...(request.method === 'POST' && { body: JSON.stringify(request.body ?? null) }),
  });
}
