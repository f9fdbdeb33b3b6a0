import { AppError } from '#kernel/errors/app-error.ts';
import type { Failure } from './queries.ts';

/** Quotations alone do not make this kind of insight. */
export class NeedsLanguageModel extends AppError {
  constructor(kind: string) {
    super(`${kind} need a language model, and none is connected.`, {
      code: 'needs-language-model',
      status: 409,
      nextStep:
        'Connect one with QUARRY_LLM_BASE_URL and QUARRY_LLM_MODEL; summary and slides work without one.',
    });
  }

  asFailure(): Failure {
    return { code: this.code, message: this.message, next_step: this.nextStep ?? null };
  }
}
