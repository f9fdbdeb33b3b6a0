import type { LanguageModel } from '../complete.ts';
import { CallTimer } from './call-timer.ts';
import type { Guard } from './call.ts';

/** The same model, each of its calls under `guard`. */
export function guardCompletions(model: LanguageModel, guard: Guard): LanguageModel {
  return {
    id: model.id,
    stream(request, { signal, timer = new CallTimer() }) {
      const call = guard(options => model.stream(request, options));
      return call({ signal, timer });
    },
  };
}
