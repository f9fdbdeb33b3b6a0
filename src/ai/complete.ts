import type { CallTimer } from './calls/call-timer.ts';

/** One turn of a conversation as a model reads it. */
export interface ModelMessage {
  role: 'user' | 'assistant';
  text: string;
}

export interface CompletionRequest {
  /** The rules of the task; never text that a document or a user wrote. */
  system: string;
  messages: ModelMessage[];
  maxOutputTokens?: number;
  /** JSON schema that the reply shall keep to; who asks must check it all the same. */
  replySchema?: object;
}

/** What a model sends back, in order: pieces of text, then what they cost. */
export type CompletionPart = { type: 'text'; text: string } | TokenUsage;

export interface TokenUsage {
  type: 'usage';
  inputTokens: number;
  outputTokens: number;
  /** `estimated` where the provider did not count. */
  source: 'provider' | 'estimated';
}

/** Writes text. Wrappers (limits, retries, metering) take one and return one. */
export interface LanguageModel {
  /** Name of the model, as shown to people. */
  readonly id: string;
  /**
   * Streams a completion; ends with exactly one `usage` part unless it throws.
   * `timer` learns where the time went.
   * @throws ProviderError, or the reason of `signal` once that is aborted. Leaving the loop early ends the call.
   */
  stream(
    request: CompletionRequest,
    options: { signal: AbortSignal; timer?: CallTimer },
  ): AsyncIterable<CompletionPart>;
}
