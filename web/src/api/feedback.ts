import { request } from './request.ts';
import type { Feedback } from './conversations.ts';

/** Keeps what the person thinks of an answer; null takes it back. */
export const rateAnswer = (messageId: string, feedback: Feedback | null) =>
  request<void>(
    `/messages/${messageId}/feedback`,
    feedback === null ? { method: 'DELETE' } : { method: 'PUT', body: feedback },
  );

/** Says that a citation does not bear out what it is cited for, or takes that back. */
export const reportCitation = (messageId: string, index: number, isWrong: boolean) =>
  request<void>(
    `/messages/${messageId}/citations/${index}/report`,
    isWrong ? { method: 'PUT', body: {} } : { method: 'DELETE' },
  );
