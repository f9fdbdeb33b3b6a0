import { makeClick } from './make-click.ts';
import { makeTransaction } from './make-transaction.ts';
import { pick, seededRandom } from './random.ts';

export type EventKind = 'transactions' | 'clicks';

export interface GenerateOptions {
  kind: EventKind;
  count: number;
  seed: number;
  /** The event time of the first event. */
  startMs: number;
  /** Events in one second of event time. */
  rate: number;
  schema: 'v1' | 'v2' | 'mixed';
  entities: number;
  /** Shares, 0 to 1. */
  fraudShare: number;
  late: number;
  duplicate: number;
  corrupt: number;
  /** How far late events are behind, at most. */
  maxLateMs: number;
}

export interface GeneratedEvent {
  version: 1 | 2;
  value: Record<string, unknown>;
  /** Its bytes are to be broken: see `corruptBytes`. */
  isCorrupt: boolean;
  isDuplicate: boolean;
}

export const generateDefaults = {
  seed: 1,
  rate: 100,
  schema: 'mixed',
  entities: 1_000,
  fraudShare: 0.01,
  late: 0,
  duplicate: 0,
  corrupt: 0,
  maxLateMs: 240_000,
} as const;

const makers = { transactions: makeTransaction, clicks: makeClick };
const MAX_REMEMBERED = 1_000;

/** Events in the order in which they are sent. The options alone decide them, byte for byte. */
export function* generateEvents(options: GenerateOptions): Generator<GeneratedEvent> {
  const random = seededRandom(options.seed);
  const make = makers[options.kind];
  const sent: GeneratedEvent[] = [];
  for (let number = 0; number < options.count; number++) {
    if (sent.length > 0 && random() < options.duplicate) {
      const again = pick(random, sent);
      // No place stays empty, or an event that never was could be sent again.
      sent[number % MAX_REMEMBERED] ??= again;
      yield { ...again, isDuplicate: true, isCorrupt: false };
      continue;
    }
    const onTimeMs = options.startMs + Math.floor((number * 1000) / options.rate);
    const timeMs = random() < options.late ? onTimeMs - Math.floor(random() * options.maxLateMs) : onTimeMs;
    const version = options.schema === 'mixed' ? (random() < 0.5 ? 1 : 2) : options.schema === 'v1' ? 1 : 2;
    const value = make({ ...options, random, number, timeMs, version });
    const event = { version, value, isCorrupt: random() < options.corrupt, isDuplicate: false } as const;
    // A corrupt event was never received: sent again it would be a new one.
    if (!event.isCorrupt) sent[number % MAX_REMEMBERED] = event;
    if (sent[number % MAX_REMEMBERED] === undefined) sent[number % MAX_REMEMBERED] = sent[0] ?? event;
    yield event;
  }
}
