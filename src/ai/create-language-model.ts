import type { Config } from '#kernel/config/config.ts';
import { guardCalls } from './calls/guard-calls.ts';
import { guardCompletions } from './calls/guard-completions.ts';
import { inOrder } from './calls/call.ts';
import { measureCalls } from './calls/measure-calls.ts';
import { traceCalls } from './calls/trace-calls.ts';
import type { Providers } from './calls/providers.ts';
import type { LanguageModel } from './complete.ts';
import { limitCompletionTime } from './limit-time.ts';
import type { ProviderName } from './provider-errors.ts';
import { openLanguageModel } from './providers/openai-compatible/open-language-model.ts';

const FIRST_TOKEN_MS = 30_000;

/**
 * The configured language model, or undefined: answers are then quoted passages. Dispose it to close its connections.
 * Without `providers` a call has its deadline only: no permit, no pause after a 429, no retry, no measurement.
 */
export function createLanguageModel(
  config: Pick<Config, 'languageModel' | 'provider'>,
  providers?: Providers,
): (LanguageModel & AsyncDisposable) | undefined {
  if (config.languageModel === undefined) return undefined;
  const { baseUrl, apiKey, model } = config.languageModel;
  const provider: ProviderName = { role: 'language model', model, variables: 'QUARRY_LLM' };
  const { timeoutMs, concurrency } = config.provider;
  const bare = openLanguageModel({ provider, baseUrl, apiKey, connections: concurrency });
  const shared = providers?.at(baseUrl);
  const guarded = shared ? guardCompletions(bare, guardCalls({ shared, provider, timeoutMs })) : bare;
  const limited = limitCompletionTime(guarded, {
    provider,
    totalMs: timeoutMs,
    firstTokenMs: Math.min(FIRST_TOKEN_MS, timeoutMs),
  });
  const labels = { provider: new URL(baseUrl).host, model, operation: 'complete' } as const;
  const measured = guardCompletions(
    limited,
    inOrder(traceCalls(labels), measureCalls(providers?.options.metrics, labels)),
  );
  return { ...measured, [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose]() };
}
