import type { LanguageModel } from '../complete.ts';
import { openLocalEngine } from './local/open-local-engine.ts';
import type { LocalEngineOptions } from './local/open-local-engine.ts';
import { openModelEngine } from './model/open-model-engine.ts';
import { openLexiconEngine } from './pool/open-lexicon-engine.ts';
import type { SentimentEngine } from './sentiment.ts';

export interface SentimentEngines extends AsyncDisposable {
  /** By their ids: `vader`, `local/NAME`, `model/NAME`. */
  engines: ReadonlyMap<string, SentimentEngine>;
}

/** All that can tell how talks sound here. Nothing is loaded and no thread runs before one of them is asked. */
export function openSentimentEngines(
  local: LocalEngineOptions | undefined,
  model: LanguageModel | undefined,
): SentimentEngines {
  const resources = new AsyncDisposableStack();
  const engines: SentimentEngine[] = [resources.use(openLexiconEngine())];
  if (local !== undefined) engines.push(resources.use(openLocalEngine(local)));
  if (model !== undefined) engines.push(openModelEngine(model));
  return {
    engines: new Map(engines.map(engine => [engine.id, engine])),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
