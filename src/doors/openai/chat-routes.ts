import type { FastifyRequest } from 'fastify';
import type { RunPart } from '#chat/runs/run-part.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import { principalOf } from '#auth/principal.ts';
import { systemClock } from '#kernel/clock.ts';
import type { Database } from '#kernel/db/database.ts';
import type { HttpApp } from '#kernel/http/http-app.ts';
import { sendEvents } from '#kernel/http/send-events.ts';
import { createId } from '#kernel/ids.ts';
import { clientSignal } from '../client-signal.ts';
import { collectAnswer } from '../collect-answer.ts';
import { answerChat, untilText } from './answer-chat.ts';
import { chatInput, readQuestion } from './chat-input.ts';
import type { ChatInput } from './chat-input.ts';
import { completionOf } from './chat-reply.ts';
import type { ReplyHead } from './chat-reply.ts';
import { getModel } from './model-routes.ts';
import { AnswerFailed } from './openai-error.ts';
import { streamChat } from './stream-chat.ts';

interface ChatOptions {
  db: Database;
  runs: Runs;
}

/** Clients send the whole conversation with every question. */
const MAX_BODY_BYTES = 4 * 1024 ** 2;

export function chatRoutes(app: HttpApp, options: ChatOptions): void {
  app.post(
    '/chat/completions',
    {
      config: { permission: 'chat:write' },
      bodyLimit: MAX_BODY_BYTES,
      schema: { hide: true, body: chatInput },
    },
    async (request, reply) => {
      const signal = clientSignal(reply);
      const parts = await startAnswer(request, request.body, { ...options, signal });
      const { model, stream, stream_options: streaming } = request.body;
      const created = Math.floor(systemClock.now().getTime() / 1000);
      const head: ReplyHead = { id: `chatcmpl-${createId()}`, created, model };
      if (signal.aborted) return reply.hijack();
      if (stream !== true) {
        const answer = await collectAnswer(parts);
        if (answer.failure !== undefined) throw new AnswerFailed(answer.failure);
        return completionOf(head, answer);
      }
      const withUsage = streaming?.include_usage === true;
      await sendEvents(request, reply, { events: streamChat(head, parts, { withUsage }) });
      return reply;
    },
  );
}

/** @throws ModelNotFound, InvalidInput; AnswerFailed when it fails before it says anything. */
async function startAnswer(
  request: FastifyRequest,
  body: ChatInput,
  options: ChatOptions & { signal: AbortSignal },
): Promise<AsyncGenerator<RunPart>> {
  const { tenantId, userId } = principalOf(request);
  const question = readQuestion(body);
  const { libraryId } = await getModel(options.db, { tenantId, model: body.model });
  const isKept = body.store === true;
  const { parts, failure } = await untilText(
    answerChat({ ...options, ...question, tenantId, userId, libraryId, isKept }),
  );
  if (failure !== undefined) throw new AnswerFailed(failure);
  return parts;
}
