/** How the fake answers one call; everything left out behaves well. */
export interface Behaviour {
  /** Waits before the reply's first byte. */
  latencyMs?: number;
  /** Waits for this before the reply's first byte: lets a test decide when, without sleeping. */
  until?: Promise<unknown>;
  /** An error reply of this status instead of an answer. */
  status?: number;
  headers?: Record<string, string>;
  /** Replaces the whole reply body, well-formed or not. */
  body?: string;
  /** The pieces of a chat answer, one SSE event each. */
  tokens?: string[];
  /** Between pieces. */
  tokenGapMs?: number;
  /** Awaited before the piece of this index is sent. */
  beforeToken?: (index: number) => Promise<unknown> | undefined;
  /** Sends no token counts, as many endpoints do. */
  withoutUsage?: boolean;
  /** Where the reply goes wrong: never any header, headers and then nothing, a cut connection, a byte now and then. */
  fault?: 'no-headers' | 'stalled-body' | 'reset' | 'slow-loris';
  /** Changes the vectors of an embedding reply before they are sent. */
  distort?: (data: EmbeddingItem[]) => unknown[];
}

export interface EmbeddingItem {
  object: 'embedding';
  index: number;
  embedding: number[];
}

/** One line of the fake's own log: what really reached it, whatever the client believes. */
export interface ReceivedCall {
  number: number;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: any;
  receivedAtMs: number;
  /** How it ended: answered in full, refused or broken on purpose, or given up by the client. */
  outcome: 'open' | 'answered' | 'broken' | 'abandoned';
  endedAtMs?: number;
}
