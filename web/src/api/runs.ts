import { followEvents } from './follow-events.ts';
import { request } from './request.ts';
import type { AskReply, Citation, Proof } from './conversations.ts';

export type RunPart =
  | { type: 'run'; run_id: string; conversation_id: string; user_message_id: string; message_id: string }
  | { type: 'retrieval'; query: string; mode: string; searched_documents: number; passages: unknown[] }
  | {
      type: 'text-start';
      answered_by: 'model' | 'quotes' | 'none';
      model: string | null;
      label: string | null;
    }
  | { type: 'text-delta'; text: string }
  | ({ type: 'citation' } & Citation)
  | { type: 'text-end' }
  | ({ type: 'proof' } & Proof)
  | { type: 'usage'; input_tokens: number; output_tokens: number; source: string }
  | { type: 'done'; status: 'complete' | 'stopped' }
  | { type: 'error'; code: string; message: string; next_step?: string | null };

export const cancelRun = (runId: string) =>
  request<{ id: string; state: string }>(`/runs/${runId}/cancel`, { method: 'POST' });

/** Goes on with an answer that broke off, behind what was written of it, in a run of its own. */
export const continueRun = (runId: string) =>
  request<AskReply>(`/runs/${runId}/continue`, { method: 'POST' });

/** Reads a run from its first part to its last, across broken connections; resolves at `done` or `error`. */
export function followRun(
  runId: string,
  { onPart, signal }: { onPart: (part: RunPart) => void; signal: AbortSignal },
): Promise<void> {
  return followEvents(`/api/v1/runs/${runId}/events`, {
    signal,
    isLast: type => type === 'done' || type === 'error',
    onEvent: event => onPart({ ...(JSON.parse(event.data) as object), type: event.type } as RunPart),
  });
}
