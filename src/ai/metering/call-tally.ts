import type { Used } from '#usage/holds/hold.ts';
import { CallTimer } from '../calls/call-timer.ts';
import type { CompletionPart, CompletionRequest, LanguageModel } from '../complete.ts';
import type { EmbeddingModel } from '../embed.ts';
import { estimateTokens } from '../estimate-tokens.ts';
import type { Reranker } from '../rerank.ts';
import { countEmbedding } from './count-embedding.ts';
import type { CountedEmbedding } from './count-embedding.ts';

export interface TallyOptions {
  /** Sent along, so that the provider keeps to what was reserved. */
  maxOutputTokens?: number;
  /** Awaited before the provider is called; when it throws, it is not. */
  beforeCall?: (request: CompletionRequest) => Promise<void>;
}

/** What the calls for one piece of work have used, as far as is known at any moment: a stop asks in the middle. */
export class CallTally {
  readonly #calls: CompletionTally[] = [];
  readonly #embeddings: CountedEmbedding[] = [];

  /** The same model, with its calls counted here. */
  completions(model: LanguageModel, options: TallyOptions = {}): LanguageModel {
    return { id: model.id, stream: (request, call) => this.#stream(model, request, { ...options, ...call }) };
  }

  /** The same model, with its successful calls counted here. */
  embeddings(model: EmbeddingModel): EmbeddingModel {
    return {
      ...model,
      embed: async (texts, options) => {
        const timer = options.timer ?? new CallTimer();
        const vectors = await model.embed(texts, { ...options, timer });
        this.#embeddings.push(countEmbedding(texts, timer));
        return vectors;
      },
    };
  }

  /** The same reranker: each passage counts with the question beside it, as it is read. */
  rerankings(reranker: Reranker): Reranker {
    return {
      ...reranker,
      rerank: async (query, passages, options) => {
        const scores = await reranker.rerank(query, passages, options);
        const texts = passages.flatMap(passage => [query, passage]);
        this.#embeddings.push(countEmbedding(texts, new CallTimer()));
        return scores;
      },
    };
  }

  /** Counted by the provider only if it counted all of it. */
  used(): Used {
    const embeddingTokens = this.#embeddings.reduce((sum, each) => sum + each.embeddingTokens, 0);
    const calls = this.#calls.map(call => call.used()).filter(each => each.source !== 'none');
    const isCounted = [...calls, ...this.#embeddings].every(each => each.source === 'provider');
    const source = isCounted ? 'provider' : 'estimated';
    if (calls.length === 0) return { embeddingTokens, source: embeddingTokens > 0 ? source : 'none' };
    return {
      embeddingTokens,
      tokensIn: sumOf(calls, 'tokensIn'),
      tokensOut: sumOf(calls, 'tokensOut'),
      latencyMs: sumOf(calls, 'latencyMs'),
      source,
    };
  }

  async *#stream(
    model: LanguageModel,
    request: CompletionRequest,
    options: TallyOptions & { signal: AbortSignal; timer?: CallTimer },
  ): AsyncGenerator<CompletionPart> {
    const { maxOutputTokens = request.maxOutputTokens, signal, timer = new CallTimer() } = options;
    await options.beforeCall?.(request);
    const tally = new CompletionTally(request, timer);
    this.#calls.push(tally);
    try {
      for await (const part of model.stream({ ...request, maxOutputTokens }, { signal, timer })) {
        tally.note(part);
        yield part;
      }
    } catch (error) {
      tally.failed(signal);
      throw error;
    }
  }
}

/** Of one call. */
class CompletionTally {
  readonly #timer: CallTimer;
  readonly #promptTokens: number;
  #text = '';
  #counted: Pick<Used, 'tokensIn' | 'tokensOut' | 'source'> | undefined;
  #isFree = false;

  constructor({ system, messages }: CompletionRequest, timer: CallTimer) {
    this.#timer = timer;
    this.#promptTokens = estimateTokens([system, ...messages.map(({ text }) => text)].join('\n'));
  }

  note(part: CompletionPart): void {
    if (part.type === 'text') this.#text += part.text;
    else {
      const { inputTokens: tokensIn, outputTokens: tokensOut, source } = part;
      this.#counted = { tokensIn, tokensOut, source };
    }
  }

  /** A provider that failed before its first word asks for nothing; one that we stopped has read the prompt. */
  failed(signal: AbortSignal): void {
    this.#isFree = this.#text === '' && !signal.aborted;
  }

  /** Estimated where the provider did not get to count; nothing where it was never reached. */
  used(): Used {
    const { totalMs: latencyMs } = this.#timer.timings;
    if (this.#counted !== undefined) return { ...this.#counted, latencyMs };
    const wasReached = this.#timer.requests > 0 || this.#text !== '';
    if (!wasReached || this.#isFree) return { source: 'none' };
    const tokensOut = estimateTokens(this.#text);
    return { tokensIn: this.#promptTokens, tokensOut, source: 'estimated', latencyMs };
  }
}

const sumOf = (calls: Used[], field: 'tokensIn' | 'tokensOut' | 'latencyMs'): number =>
  calls.reduce((sum, call) => sum + (call[field] ?? 0), 0);
