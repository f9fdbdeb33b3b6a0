import type { Config } from '#kernel/config/config.ts';
import type { LanguageModel } from './complete.ts';
import { limitCompletionTime } from './limit-time.ts';
import type { ProviderName } from './provider-errors.ts';
import { openLanguageModel } from './providers/openai-compatible/open-language-model.ts';

const FIRST_TOKEN_MS = 30_000;

/** The configured language model, or undefined: answers are then quoted passages. Dispose it to close its connections. */
export function createLanguageModel(
  config: Pick<Config, 'languageModel' | 'provider'>,
): (LanguageModel & AsyncDisposable) | undefined {
  if (config.languageModel === undefined) return undefined;
  const { baseUrl, apiKey, model } = config.languageModel;
  const provider: ProviderName = { role: 'language model', model, variables: 'QUARRY_LLM' };
  const { timeoutMs, concurrency } = config.provider;
  const bare = openLanguageModel({ provider, baseUrl, apiKey, connections: concurrency });
  const limited = limitCompletionTime(bare, {
    provider,
    totalMs: timeoutMs,
    firstTokenMs: Math.min(FIRST_TOKEN_MS, timeoutMs),
  });
  return { ...limited, [Symbol.asyncDispose]: () => bare[Symbol.asyncDispose]() };
}
