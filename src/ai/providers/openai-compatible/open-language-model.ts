import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { CompletionPart, CompletionRequest, LanguageModel } from '../../complete.ts';
import type { CallTimer } from '../../calls/call-timer.ts';
import { estimateTokens } from '../../estimate-tokens.ts';
import { ProviderError, ProviderReplyInvalid } from '../../provider-errors.ts';
import { openConnection } from './open-connection.ts';
import type { ConnectionOptions, ProviderConnection } from './open-connection.ts';

type SdkModel = ReturnType<ReturnType<typeof createOpenAICompatible>['chatModel']>;
type SdkPart =
  Awaited<ReturnType<SdkModel['doStream']>>['stream'] extends ReadableStream<infer P> ? P : never;
type SdkPrompt = Parameters<SdkModel['doStream']>[0]['prompt'];

/**
 * A chat model of an OpenAI-compatible endpoint, through the AI SDK's model rather than its `streamText`, which would add
 * retries, tees and logging of its own. Has no time limit: see limitCompletionTime.
 */
export function openLanguageModel(options: ConnectionOptions): LanguageModel & AsyncDisposable {
  const { provider, baseUrl, apiKey } = options;
  const connection = openConnection(options);
  // One for each call, as the SDK hands nothing of ours through to `fetch`.
  const modelFor = (request: CompletionRequest, timer?: CallTimer): SdkModel => {
    const timedFetch: ProviderConnection['fetch'] = (url, init) => connection.fetch(url, init, timer);
    return createOpenAICompatible({
      name: 'provider',
      baseURL: baseUrl,
      apiKey,
      includeUsage: true,
      supportsStructuredOutputs: request.replySchema !== undefined,
      fetch: timedFetch as unknown as typeof globalThis.fetch,
    }).chatModel(provider.model);
  };
  return {
    id: provider.model,
    stream: (request, { signal, timer }) =>
      stream({ model: modelFor(request, timer), connection, options }, request, signal),
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  };
}

interface Opened {
  model: SdkModel;
  connection: ProviderConnection;
  options: ConnectionOptions;
}

async function* stream(
  opened: Opened,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<CompletionPart> {
  let written = '';
  let usage: CompletionPart | undefined;
  for await (const part of readParts(opened, request, signal)) {
    if (part.type === 'error') throw explainPart(opened, part.error);
    if (part.type === 'finish') usage = countedUsage(part);
    if (part.type !== 'text-delta' || part.delta === '') continue;
    written += part.delta;
    yield { type: 'text', text: part.delta };
  }
  if (written.trim() === '') throw new ProviderReplyInvalid(opened.options.provider, 'it is empty');
  yield usage ?? estimatedUsage(request, written);
}

async function* readParts(
  { model, connection, options }: Opened,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncGenerator<SdkPart> {
  signal.throwIfAborted();
  try {
    const { stream: parts } = await model.doStream({
      prompt: toPrompt(request),
      maxOutputTokens: request.maxOutputTokens,
      responseFormat: request.replySchema && { type: 'json', schema: request.replySchema, name: 'reply' },
      abortSignal: signal,
    });
    // Leaving the loop early cancels the stream, and with it the request.
    yield* parts as unknown as AsyncIterable<SdkPart>;
  } catch (error) {
    throw error instanceof ProviderError ? error : explain(connection, options, error, signal);
  }
}

function explain(
  connection: ProviderConnection,
  options: ConnectionOptions,
  error: unknown,
  signal: AbortSignal,
): unknown {
  const isMalformed = error instanceof Error && /JSON|Validation|InvalidResponse/.test(error.name);
  return isMalformed && !signal.aborted
    ? new ProviderReplyInvalid(options.provider, 'it is not a chat completion', error)
    : connection.explain(error, signal);
}

/** Errors that the endpoint put into the stream, and streams that end without saying so. */
function explainPart({ connection, options }: Opened, error: unknown): unknown {
  return error instanceof Error
    ? new ProviderReplyInvalid(options.provider, 'it is not a chat completion', error)
    : connection.explain(error, undefined);
}

function toPrompt(request: CompletionRequest): SdkPrompt {
  const turns = request.messages.map(({ role, text }) => ({
    role,
    content: [{ type: 'text' as const, text }],
  }));
  return [{ role: 'system', content: request.system }, ...turns];
}

function countedUsage(part: Extract<SdkPart, { type: 'finish' }>): CompletionPart | undefined {
  const { inputTokens, outputTokens } = part.usage;
  if (inputTokens.total === undefined || outputTokens.total === undefined) return undefined;
  return {
    type: 'usage',
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
    source: 'provider',
  };
}

function estimatedUsage(request: CompletionRequest, written: string): CompletionPart {
  const prompt = [request.system, ...request.messages.map(each => each.text)];
  return {
    type: 'usage',
    inputTokens: prompt.reduce((sum, text) => sum + estimateTokens(text) + 4, 0),
    outputTokens: estimateTokens(written),
    source: 'estimated',
  };
}
