import { createContext } from 'react';
import type { Citation, Proof } from '#api/conversations.ts';

/** The answer around a marker: a number means nothing without the message that counts. */
export const CitationsContext = createContext<{
  messageId: string;
  citations: Citation[];
  proof?: Proof | null;
  /** `messageId` is that of an insight: its citations are not reported. */
  isInsight?: boolean;
}>({
  messageId: '',
  citations: [],
});
