import { McpServer } from '@modelcontextprotocol/server';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Permission } from '#auth/permissions.ts';
import { describeAnswer, describeDocuments, describePassages, describeText } from './describe-results.ts';
import type { LibraryTools } from './library-tools.ts';

export interface McpServerOptions {
  version: string;
  tools: LibraryTools;
  /** Tools that these scopes do not allow are not offered; undefined: all are, and the server behind decides. */
  scopes?: readonly Permission[];
  /** The sentence for a failure; logs what it does not say. */
  explain: (error: unknown) => string;
}

const ids = z.array(z.uuid()).max(100).default([]);
const scope = {
  library_ids: ids.describe('Only in these libraries; none means everywhere.'),
  document_ids: ids.describe('Only in these documents; none means all of the libraries.'),
};

const searchInput = z.object({
  query: z.string().trim().min(1).max(4_000),
  ...scope,
  k: z.int().min(1).max(50).default(8).describe('How many passages at most.'),
});
const fetchInput = z.object({
  id: z.uuid().describe('Of a passage that search found, or of a document.'),
  page: z.int().min(1).default(1).describe('Of a document: where to begin reading.'),
});
const askInput = z.object({ text: z.string().trim().min(1).max(20_000).describe('The question.'), ...scope });
const listInput = z.object({
  library_id: z.uuid().optional(),
  title_contains: z.string().max(200).optional(),
  limit: z.int().min(1).max(200).default(50),
});

const descriptions = {
  search: 'Finds passages in the documents that answer a query, best first, each with its document and page.',
  fetch: 'Reads a passage that search found, or the text of a document from a page on.',
  ask: 'Answers a question from the documents; every claim carries the number of its source.',
  list_documents: 'Lists the documents that can be searched, newest first.',
};
const needs = {
  search: 'search:read',
  fetch: 'documents:read',
  ask: 'chat:write',
  list_documents: 'documents:read',
} as const satisfies Record<string, Permission>;

interface Tool<Input extends z.ZodObject> {
  name: keyof typeof needs;
  inputSchema: Input;
  isReadOnly: boolean;
  run: (input: z.output<Input>, signal: AbortSignal) => Promise<{ text: string; content: object }>;
}

/** A Model Context Protocol server with four tools over the documents of one caller. */
export function createMcpServer(options: McpServerOptions): McpServer {
  const { tools, version } = options;
  const server = new McpServer({ name: 'quarry', title: 'Quarry', version }, { capabilities: { tools: {} } });
  add(server, options, {
    name: 'search',
    inputSchema: searchInput,
    isReadOnly: true,
    run: async (input, signal) => {
      const passages = await tools.search(input, signal);
      return { text: describePassages(passages), content: { passages } };
    },
  });
  add(server, options, {
    name: 'fetch',
    inputSchema: fetchInput,
    isReadOnly: true,
    run: async (input, signal) => {
      const text = await tools.fetch(input, signal);
      return { text: describeText(text), content: text };
    },
  });
  add(server, options, {
    name: 'ask',
    inputSchema: askInput,
    // The question and its answer are kept among the user's conversations.
    isReadOnly: false,
    run: async (input, signal) => {
      const answer = await tools.ask(input, signal);
      return { text: describeAnswer(answer), content: answer };
    },
  });
  add(server, options, {
    name: 'list_documents',
    inputSchema: listInput,
    isReadOnly: true,
    run: async (input, signal) => {
      const documents = await tools.listDocuments(input, signal);
      return { text: describeDocuments(documents), content: { documents } };
    },
  });
  return server;
}

function add<Input extends z.ZodObject>(
  server: McpServer,
  options: McpServerOptions,
  tool: Tool<Input>,
): void {
  const { name, inputSchema, isReadOnly, run } = tool;
  if (options.scopes !== undefined && !options.scopes.includes(needs[name])) return;
  const annotations = { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false };
  const config = { description: descriptions[name], inputSchema: inputSchema as z.ZodObject, annotations };
  server.registerTool(name, config, async (input, context): Promise<CallToolResult> => {
    try {
      const { text, content } = await run(input as z.output<Input>, context.mcpReq.signal);
      return { content: [{ type: 'text', text }], structuredContent: { ...content } };
    } catch (error) {
      return { content: [{ type: 'text', text: options.explain(error) }], isError: true };
    }
  });
}
