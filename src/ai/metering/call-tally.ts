import type { Used } from '#usage/holds/hold.ts';
import { CallTimer } from '../calls/call-timer.ts';
import type { CompletionPart, CompletionRequest, LanguageModel } from '../complete.ts';
import type { EmbeddingModel } from '../embed.ts';
import { estimateTokens } from '../estimate-tokens.ts';

export interface TallyOptions {
  /** Sent along, so that the provider keeps to what was reserved. */
  maxOutputTokens?: number;
  /** Awaited before the provider is called; when it throws, it is not. */
  beforeCall?: (request: CompletionRequest) => Promise<void>;
}

/** What the calls for one piece of work have used, as far as is known at any moment: a stop asks in the middle. */
export class CallTally {
  readonly #timer = new CallTimer();
  #prompt = 0;
  #text = '';
  #counted: { tokensIn: number; tokensOut: number; source: 'provider' | 'estimated' } | undefined;
  #embeddingTokens = 0;
  #failedUnheard = false;

  /** The same model, with its one call counted here. */
  completions(model: LanguageModel, options: TallyOptions = {}): LanguageModel {
    return { id: model.id, stream: (request, call) => this.#stream(model, request, { ...options, ...call }) };
  }

  /** The same model, with its successful calls counted here. */
  embeddings(model: EmbeddingModel): EmbeddingModel {
    return {
      ...model,
      embed: async (texts, options) => {
        const vectors = await model.embed(texts, options);
        this.#embeddingTokens += texts.reduce((sum, text) => sum + estimateTokens(text), 0);
        return vectors;
      },
    };
  }

  /** Tokens are estimated where the provider did not get to count them; nothing where it was never reached. */
  used(): Used {
    const embeddingTokens = this.#embeddingTokens;
    const { totalMs: latencyMs } = this.#timer.timings;
    if (this.#counted !== undefined) return { ...this.#counted, embeddingTokens, latencyMs };
    const wasReached = this.#timer.requests > 0 || this.#text !== '';
    if (!wasReached || this.#failedUnheard)
      return { embeddingTokens, source: embeddingTokens > 0 ? 'estimated' : 'none' };
    const tokensOut = estimateTokens(this.#text);
    return { tokensIn: this.#prompt, tokensOut, embeddingTokens, source: 'estimated', latencyMs };
  }

  async *#stream(
    model: LanguageModel,
    request: CompletionRequest,
    options: TallyOptions & { signal: AbortSignal },
  ): AsyncGenerator<CompletionPart> {
    const { maxOutputTokens = request.maxOutputTokens, signal } = options;
    await options.beforeCall?.(request);
    this.#prompt = estimateTokens([request.system, ...request.messages.map(({ text }) => text)].join('\n'));
    try {
      const call = { signal, timer: this.#timer };
      for await (const part of model.stream({ ...request, maxOutputTokens }, call)) {
        this.#note(part);
        yield part;
      }
    } catch (error) {
      // A provider that failed before its first word asks for nothing; one that we stopped has read the prompt.
      this.#failedUnheard = this.#text === '' && !signal.aborted;
      throw error;
    }
  }

  #note(part: CompletionPart): void {
    if (part.type === 'text') this.#text += part.text;
    else {
      const { inputTokens: tokensIn, outputTokens: tokensOut, source } = part;
      this.#counted = { tokensIn, tokensOut, source };
    }
  }
}
