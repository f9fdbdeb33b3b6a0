import { z } from 'zod';
import { answerPartSchemas } from '../answer/answer-part.ts';

export const runPartSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('run'),
      run_id: z.string(),
      conversation_id: z.string(),
      user_message_id: z.string(),
      message_id: z.string(),
    }),
    ...answerPartSchemas,
    z.object({ type: z.literal('done'), status: z.enum(['complete', 'stopped']) }),
    z.object({
      type: z.literal('error'),
      code: z.string(),
      message: z.string(),
      next_step: z.string().nullable(),
    }),
  ])
  .meta({ id: 'RunPart' });

/** One entry of a run's log, as it is stored and sent. */
export type RunPart = z.output<typeof runPartSchema>;

export interface StoredPart {
  /** From 1, without gaps. */
  seq: number;
  part: RunPart;
}

/** Of every log. */
export const firstPart = (run: {
  runId: string;
  conversationId: string;
  userMessageId: string;
  messageId: string;
}): RunPart => ({
  type: 'run',
  run_id: run.runId,
  conversation_id: run.conversationId,
  user_message_id: run.userMessageId,
  message_id: run.messageId,
});

export type RunState = 'streaming' | 'complete' | 'stopped' | 'failed' | 'interrupted';

/** Nothing follows it. */
export const isLastPart = ({ part }: StoredPart): boolean => part.type === 'done' || part.type === 'error';
