import { removeConversation } from '#chat/conversations/trash/remove-conversation.ts';
import type { Runs } from '#chat/runs/open-runs.ts';
import type { RunPart } from '#chat/runs/run-part.ts';
import type { Database } from '#kernel/db/database.ts';
import { followAnswer } from '../follow-answer.ts';
import type { ChatQuestion } from './chat-input.ts';

export interface AnswerChatOptions extends ChatQuestion {
  db: Database;
  runs: Runs;
  tenantId: string;
  userId: string;
  libraryId: string;
  /** Keeps the exchange among the user's conversations. */
  isKept: boolean;
  /** Stops the run: whoever asks here cannot come back for the answer. */
  signal: AbortSignal;
}

/** Runs the question as any other, so that it is limited, logged and billed alike; what was said is not kept unless asked. */
export async function* answerChat(options: AnswerChatOptions): AsyncGenerator<RunPart> {
  const { db, runs, tenantId, userId, libraryId, text, history, isKept, signal } = options;
  const run = await runs.start({ tenantId, userId, text, history, libraryIds: [libraryId], documentIds: [] });
  try {
    yield* followAnswer(runs, run, signal);
  } finally {
    if (!isKept) await removeConversation(db, { tenantId, userId, id: run.conversationId });
  }
}

/**
 * The same parts, read as far as the first piece of text: until then a failure can still be told by the status of the
 * reply, and clients know what to try again.
 */
export async function untilText(
  parts: AsyncGenerator<RunPart>,
): Promise<{ parts: AsyncGenerator<RunPart>; failure?: Extract<RunPart, { type: 'error' }> }> {
  const seen: RunPart[] = [];
  for (;;) {
    const { done, value } = await parts.next();
    if (done === true) break;
    seen.push(value);
    if (value.type === 'error') {
      await parts.return(undefined);
      return { parts, failure: value };
    }
    if (value.type === 'text-delta' || value.type === 'done') break;
  }
  return { parts: again(seen, parts) };
}

async function* again(seen: RunPart[], rest: AsyncGenerator<RunPart>): AsyncGenerator<RunPart> {
  try {
    yield* seen;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
