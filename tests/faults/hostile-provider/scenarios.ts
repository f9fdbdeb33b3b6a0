import type { Behaviour, EmbeddingItem, ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import { findClosedPort, startFullBacklog, startMuteTls } from '#tests/support/fake-provider/unreachable.ts';
import type { Unreachable } from '#tests/support/fake-provider/unreachable.ts';

/** One way for a provider to be hostile, and how calls may end under it. */
export interface Scenario {
  name: string;
  /** Instead of the fake: nothing there speaks HTTP. */
  unreachable?: () => Promise<Unreachable>;
  behave?: (call: ReceivedCall, random: () => number) => Behaviour;
  /** Names of outcomes. */
  ends: string[];
  calls: number;
  /** Requests that may reach the provider, at most, where a guard must hold the others back. */
  maxRequests?: number;
}

const gone = ['ProviderUnavailable', 'ProviderLeftAlone'];
const silent = ['ProviderTimeout', 'ProviderLeftAlone'];
const paused = ['ProviderOverloaded', 'ProviderHeldBack'];
const LIMIT = 2;

const pick = <T>(values: readonly T[], random: () => number): T =>
  values[Math.floor(random() * values.length)]!;
const refusal = (retryAfter?: string): Behaviour => ({
  status: 429,
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});

export const scenarios: Scenario[] = [
  { name: 'refuses the connection', unreachable: findClosedPort, ends: gone, calls: 8 },
  { name: 'never accepts', unreachable: startFullBacklog, ends: silent, calls: 6 },
  { name: 'mute in TLS', unreachable: startMuteTls, ends: silent, calls: 6 },
  { name: 'never sends headers', behave: () => ({ fault: 'no-headers' }), ends: silent, calls: 8 },
  { name: 'a byte each half second', behave: () => ({ fault: 'slow-loris' }), ends: silent, calls: 8 },
  { name: 'stalls in the body', behave: () => ({ fault: 'stalled-body' }), ends: silent, calls: 8 },
  { name: 'resets in the body', behave: () => ({ fault: 'reset' }), ends: gone, calls: 8 },
  {
    name: '5xx for ever',
    behave: (_, random) => ({ status: pick([500, 502, 503, 504], random) }),
    ends: gone,
    calls: 30,
    // Five in a row open the circuit; the other permit's call and two retries may be on their way by then.
    maxRequests: 9,
  },
  ...['0', '3', '60', 'soon', undefined].map((retryAfter): Scenario => ({
    name: `429 for ever, Retry-After ${retryAfter ?? 'missing'}`,
    behave: () => refusal(retryAfter),
    ends: paused,
    calls: 20,
    // Long pauses let nobody through again; short ones let a probe through now and then.
    maxRequests: Number(retryAfter) >= 3 ? LIMIT : 10,
  })),
  {
    name: '429 for ever, Retry-After a date',
    behave: () => refusal(new Date(Date.now() + 60_000).toUTCString()),
    ends: paused,
    calls: 20,
    maxRequests: LIMIT,
  },
  {
    name: 'every other call fails',
    behave: ({ number }) => (number % 2 === 0 ? {} : { status: 503 }),
    ends: ['answered', ...gone],
    calls: 60,
  },
  {
    name: 'wrong count',
    behave: () => ({ distort: data => data.slice(1) }),
    ends: ['ProviderReplyInvalid'],
    calls: 6,
  },
  { name: 'wrong dimension', behave: () => ({ distort: cutOne }), ends: ['ProviderReplyInvalid'], calls: 6 },
  {
    name: 'reordered',
    behave: () => ({ distort: data => data.toReversed() }),
    ends: ['answered'],
    calls: 10,
  },
  {
    name: 'a bit of everything',
    behave: hostile,
    ends: ['answered', ...gone, ...silent, ...paused],
    calls: 40,
  },
];

/** Mostly well, often not. */
export function hostile(_: ReceivedCall, random: () => number): Behaviour {
  const latencyMs = random() * 40;
  if (random() < 0.6) return { latencyMs };
  return pick<Behaviour>(
    [
      { latencyMs, status: 503 },
      { latencyMs, fault: 'reset' },
      { fault: 'no-headers' },
      { fault: 'slow-loris' },
      refusal('0'),
      { latencyMs, distort: data => data.toReversed() },
    ],
    random,
  );
}

function cutOne([first, ...others]: EmbeddingItem[]): EmbeddingItem[] {
  return [{ ...first!, embedding: first!.embedding.slice(1) }, ...others];
}
