import type { CollectedAnswer } from '../collect-answer.ts';

/** What all pieces of one reply share. */
export interface ReplyHead {
  id: string;
  created: number;
  model: string;
}

export const usageOf = ({ usage: { inputTokens, outputTokens } }: CollectedAnswer) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});

/** What OpenAI's clients do not know and pass on: the sources, and who wrote the answer. */
export const extrasOf = ({ citations, answeredBy, label, proof }: CollectedAnswer) => ({
  citations,
  answered_by: answeredBy,
  label,
  proof: proof ?? null,
});

export const completionOf = (head: ReplyHead, answer: CollectedAnswer) => ({
  id: head.id,
  object: 'chat.completion',
  created: head.created,
  model: head.model,
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: answer.text, refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: usageOf(answer),
  ...extrasOf(answer),
});

export interface ChunkOptions {
  delta: object;
  finishReason?: 'stop';
  /** Clients that asked for usage find the field in every chunk, and the figures in the last. */
  withUsage: boolean;
}

export const chunkOf = (head: ReplyHead, { delta, finishReason, withUsage }: ChunkOptions) => ({
  id: head.id,
  object: 'chat.completion.chunk',
  created: head.created,
  model: head.model,
  choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason ?? null }],
  ...(withUsage && { usage: null }),
});
