import type { CompletionPart, CompletionRequest, LanguageModel } from './complete.ts';
import type { EmbeddingModel } from './embed.ts';
import { ignore, openDeadline, untilAborted } from './open-deadline.ts';
import { ProviderTimeout } from './provider-errors.ts';
import type { ProviderName } from './provider-errors.ts';

export interface TimeLimits {
  provider: ProviderName;
  /** Over the whole call: turn, connection, headers and body. */
  totalMs: number;
  /** Until the first piece of text. */
  firstTokenMs?: number;
}

type StreamOptions = Parameters<LanguageModel['stream']>[1];

/** The same model, ended with ProviderTimeout when it takes too long, whatever the inner one waits for. */
export function limitCompletionTime(model: LanguageModel, limits: TimeLimits): LanguageModel {
  return {
    id: model.id,
    stream: (request, options) => streamInTime(model, request, { ...limits, ...options }),
  };
}

async function* streamInTime(
  model: LanguageModel,
  request: CompletionRequest,
  { provider, totalMs, firstTokenMs = totalMs, signal, timer }: TimeLimits & StreamOptions,
): AsyncGenerator<CompletionPart> {
  using total = openDeadline(signal);
  using first = openDeadline(total.signal);
  total.start(totalMs, () => new ProviderTimeout(provider, totalMs));
  first.start(firstTokenMs, () => new ProviderTimeout(provider, firstTokenMs));
  const parts = model.stream(request, { signal: first.signal, timer })[Symbol.asyncIterator]();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await untilAborted(parts.next(), first.signal);
      finished = done === true;
      if (finished) return;
      first.stop();
      yield value as CompletionPart;
    }
  } finally {
    // Not awaited: a deaf inner call must not hold up the one who gave up on it.
    if (!finished) parts.return?.().catch(ignore);
  }
}

/** The same model, ended with ProviderTimeout when a call takes too long. */
export function limitEmbeddingTime(model: EmbeddingModel, limits: TimeLimits): EmbeddingModel {
  return {
    id: model.id,
    maxBatch: model.maxBatch,
    maxBatchTokens: model.maxBatchTokens,
    async embed(texts, options) {
      using deadline = openDeadline(options.signal);
      deadline.start(limits.totalMs, () => new ProviderTimeout(limits.provider, limits.totalMs));
      const embedding = model.embed(texts, { ...options, signal: deadline.signal });
      return await untilAborted(embedding, deadline.signal);
    },
  };
}
