import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LanguageModel } from '#ai/complete.ts';
import type { Logger } from '#kernel/telemetry/logger.ts';
import type { AnswerPart, PassagePart } from '../answer/answer-part.ts';
import { judgeSentences } from './judge-answer.ts';
import { judgeWithModel } from './judge-with-model.ts';
import type { Proof, SentenceProof } from './proof-schema.ts';

export interface ProveOptions {
  /** Judges after the rules; undefined: they alone do. */
  judge?: LanguageModel;
  signal: AbortSignal;
  logger?: Logger;
}

type UsagePart = Extract<AnswerPart, { type: 'usage' }>;

/**
 * The same parts, with the proof between the end of the text and the usage: first by rules, at once, then by the model if
 * there is a judge. A later proof stands in place of the one before.
 */
export async function* proveAnswer(
  parts: AsyncIterable<AnswerPart>,
  options: ProveOptions,
): AsyncGenerator<AnswerPart> {
  let passages: PassagePart[] = [];
  let answeredBy: string = 'none';
  let text = '';
  let sentences: SentenceProof[] = [];
  for await (const part of parts) {
    if (part.type === 'retrieval') passages = part.passages;
    else if (part.type === 'text-start') answeredBy = part.answered_by;
    else if (part.type === 'text-delta') text += part.text;
    if (part.type === 'usage' && options.judge !== undefined && answeredBy === 'model') {
      yield* judgeAgain(options.judge, { answer: text, judged: sentences, passages }, part, options);
    } else yield part;
    if (part.type === 'text-end' && answeredBy !== 'none') {
      sentences = await judgeInTurns(text, passages);
      if (sentences.length > 0) yield proofPart({ judged_by: 'rules', note: null, sentences });
    }
  }
}

async function judgeInTurns(text: string, passages: PassagePart[]): Promise<SentenceProof[]> {
  const sentences: SentenceProof[] = [];
  for (const judged of judgeSentences(text, passages)) {
    sentences.push(judged);
    await nextTurn();
  }
  return sentences;
}

const proofPart = (proof: Proof): AnswerPart => ({ type: 'proof', ...proof });

async function* judgeAgain(
  judge: LanguageModel,
  answer: { answer: string; judged: SentenceProof[]; passages: PassagePart[] },
  usage: UsagePart,
  { signal, logger }: ProveOptions,
): AsyncGenerator<AnswerPart> {
  if (answer.judged.every(each => each.verdict === 'no-claim')) return yield usage;
  try {
    const judgement = await judgeWithModel(judge, answer, signal);
    yield proofPart({ judged_by: 'model', note: null, sentences: judgement.sentences });
    yield addUsage(usage, judgement.usage);
  } catch (error) {
    signal.throwIfAborted();
    logger?.warn({ err: error }, 'the model could not judge an answer: the rules alone did');
    const note = 'The language model could not check this answer: words and numbers were compared instead.';
    yield proofPart({ judged_by: 'rules', note, sentences: answer.judged });
    yield usage;
  }
}

function addUsage(
  usage: UsagePart,
  more: { inputTokens: number; outputTokens: number; source: 'provider' | 'estimated' } | undefined,
): UsagePart {
  if (more === undefined) return usage;
  return {
    type: 'usage',
    input_tokens: usage.input_tokens + more.inputTokens,
    output_tokens: usage.output_tokens + more.outputTokens,
    source: usage.source === 'provider' ? more.source : usage.source,
  };
}
