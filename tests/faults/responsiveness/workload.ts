export interface AskOptions {
  url: string;
  apiKey: string;
  everyMs: number;
}

export interface Answer {
  kind: Kind;
  /** 0: none came. */
  status: number;
  /** From the moment when it was due. */
  tookMs: number;
  /** How late the asking process itself was. */
  lateMs: number;
}

/** `livez` touches no database: what it takes is the delay of the event loop, seen from outside. */
export type Kind = 'livez' | 'health' | 'list' | 'search';

const ASKED = [
  { kind: 'livez', method: 'GET', path: '/livez', body: undefined },
  { kind: 'health', method: 'GET', path: '/health', body: undefined },
  { kind: 'livez', method: 'GET', path: '/livez', body: undefined },
  { kind: 'list', method: 'GET', path: '/api/v1/transcripts?limit=50', body: undefined },
  {
    kind: 'search',
    method: 'POST',
    path: '/api/v1/search',
    body: JSON.stringify({ query: 'how high does the harbour gate open', k: 10 }),
  },
] as const;

/** Of five requests two only show the event loop; the other three are the work of a person at a screen. */
export const workloadOf = (n: number): (typeof ASKED)[number] => ASKED[n % ASKED.length]!;
