import type { LanguageModel, ModelMessage } from '#ai/complete.ts';
import { AppError } from '#kernel/errors/app-error.ts';
import type { AnswerPart } from './answer-part.ts';
import { writeWithModel } from './answer-with-model.ts';
import { fromPassagePart } from './passage.ts';
import type { WrittenAnswer } from './written-answer.ts';

export interface ContinueAnswerOptions {
  question: string;
  history: ModelMessage[];
  written: WrittenAnswer;
  signal: AbortSignal;
}

/**
 * The rest of an answer that broke off, from the passages that it was begun with: its markers go on meaning the same.
 * @throws NoModelToContinue
 */
export async function* continueAnswer(
  model: LanguageModel | undefined,
  { written, ...options }: ContinueAnswerOptions,
): AsyncGenerator<AnswerPart> {
  if (written.isWhole) {
    yield { type: 'text-end' };
    yield { type: 'usage', input_tokens: 0, output_tokens: 0, source: 'none' };
  } else if (model === undefined) {
    throw new NoModelToContinue();
  } else {
    const passages = written.retrieval.passages.map(fromPassagePart);
    yield* writeWithModel(model, { ...options, passages, written });
  }
}

class NoModelToContinue extends AppError {
  constructor() {
    super('A language model began this answer, and none is configured now.', {
      code: 'no-language-model',
      status: 409,
      nextStep: 'Ask again, and the answer is quoted from your documents.',
    });
  }
}
