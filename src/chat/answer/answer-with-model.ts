import type { CompletionPart, LanguageModel, ModelMessage } from '#ai/complete.ts';
import { ProviderReplyInvalid } from '#ai/provider-errors.ts';
import type { AnswerPart, Citation } from './answer-part.ts';
import { buildPrompt } from './build-prompt.ts';
import { citeClaim } from './cite-claim.ts';
import { MarkerFilter } from './filter-markers.ts';
import type { Passage } from './passage.ts';
import type { WrittenAnswer } from './written-answer.ts';

export interface WriteOptions {
  question: string;
  passages: Passage[];
  history: ModelMessage[];
  /** What there is of the answer already: the model goes on behind it. */
  written?: WrittenAnswer;
  signal: AbortSignal;
}

/** A model's answer as it writes it; each marker is resolved by us the first time it appears. */
export async function* answerWithModel(
  model: LanguageModel,
  options: WriteOptions,
): AsyncGenerator<AnswerPart> {
  yield { type: 'text-start', answered_by: 'model', model: model.id, label: null };
  yield* writeWithModel(model, options);
}

/** The text and what follows it. */
export async function* writeWithModel(
  model: LanguageModel,
  options: WriteOptions,
): AsyncGenerator<AnswerPart> {
  const filter = new MarkerFilter(index => index >= 1 && index <= options.passages.length);
  const citer = new Citer(options.passages);
  let stream = model.stream(buildPrompt(options), { signal: options.signal });
  if (options.written !== undefined) {
    filter.resume(options.written.text);
    citer.resume(options.written);
    stream = orNothing(stream);
  }
  for await (const part of stream) {
    if (part.type === 'text') yield* citer.follow(filter.push(part.text));
    else {
      yield* citer.follow(filter.end());
      yield { type: 'text-end' };
      yield {
        type: 'usage',
        input_tokens: part.inputTokens,
        output_tokens: part.outputTokens,
        source: part.source,
      };
    }
  }
}

/** A model that has no more to say sends an empty reply: as the rest of an answer that is no failure. */
async function* orNothing(parts: AsyncIterable<CompletionPart>): AsyncGenerator<CompletionPart> {
  let isEmpty = true;
  try {
    for await (const part of parts) {
      isEmpty = false;
      yield part;
    }
  } catch (error) {
    if (!isEmpty || !(error instanceof ProviderReplyInvalid)) throw error;
    yield { type: 'usage', inputTokens: 0, outputTokens: 0, source: 'estimated' };
  }
}

/** Follows the text for the first appearance of each marker. */
class Citer {
  readonly #passages: Passage[];
  readonly #cited = new Set<number>();
  #text = '';

  constructor(passages: Passage[]) {
    this.#passages = passages;
  }

  /** Behind a text whose markers are resolved already. */
  resume({ text, citations }: WrittenAnswer): void {
    this.#text = text;
    for (const { index } of citations) this.#cited.add(index);
  }

  *follow(text: string): Generator<AnswerPart> {
    if (text === '') return;
    yield { type: 'text-delta', text };
    const before = this.#text.length;
    this.#text += text;
    for (const match of text.matchAll(/\[(\d{1,3})\]/g)) {
      const citation = this.#cite(Number(match[1]), this.#text.slice(0, before + match.index));
      if (citation !== undefined) yield { type: 'citation', ...citation };
    }
  }

  #cite(index: number, before: string): Citation | undefined {
    const passage = this.#passages[index - 1];
    if (passage === undefined || this.#cited.has(index)) return undefined;
    this.#cited.add(index);
    return citeClaim(passage, before);
  }
}
