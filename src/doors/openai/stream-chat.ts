import type { RunPart } from '#chat/runs/run-part.ts';
import { RawData } from '#kernel/http/event-stream.ts';
import type { ServerEvent } from '#kernel/http/event-stream.ts';
import { addPart, emptyAnswer } from '../collect-answer.ts';
import { chunkOf, extrasOf, usageOf } from './chat-reply.ts';
import type { ReplyHead } from './chat-reply.ts';
import { AnswerFailed, openAiErrorOf } from './openai-error.ts';

/** The parts of a run as the chunks of a chat completion; a failure ends the stream as OpenAI's do, without `[DONE]`. */
export async function* streamChat(
  head: ReplyHead,
  parts: AsyncIterable<RunPart>,
  { withUsage }: { withUsage: boolean },
): AsyncGenerator<ServerEvent> {
  const answer = emptyAnswer();
  yield { data: chunkOf(head, { delta: { role: 'assistant', content: '' }, withUsage }) };
  for await (const part of parts) {
    addPart(answer, part);
    if (part.type === 'text-delta') {
      yield { data: chunkOf(head, { delta: { content: part.text }, withUsage }) };
    } else if (part.type === 'error') {
      return yield { data: openAiErrorOf(new AnswerFailed(part)) };
    } else if (part.type === 'done') {
      const last = chunkOf(head, { delta: {}, finishReason: 'stop', withUsage });
      yield { data: { ...last, ...extrasOf(answer) } };
      if (withUsage) yield { data: { ...last, choices: [], usage: usageOf(answer) } };
      yield { data: new RawData('[DONE]') };
    }
  }
}
