import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentAround } from '../make-row.ts';
import { transcriptInput } from '../transcript-schema.ts';
import { goodTurns, parseTranscript } from './parse-transcript.ts';

const name = fc.oneof(
  fc.constantFrom('agent', '', ' agent', 'a'.repeat(200), 'a'.repeat(201), 'a\u0000', 'a\ud800', 7),
  fc.string({ maxLength: 20, unit: 'binary' }),
);
const oddTurn = fc.record(
  {
    offset_ms: fc.constantFrom(0, -0, 7, 1.5, -1, 2_147_483_647, 2_147_483_648, null, '1', undefined),
    text: fc.oneof(fc.constantFrom('', 'half \udc00', 'nul \u0000', 'x'.repeat(100_001), 3), fc.string()),
    speaker: name,
    more: fc.constantFrom(1),
  },
  { requiredKeys: ['speaker', 'text'] },
);
const goodTurn = fc.record(
  { text: fc.string({ unit: 'grapheme' }), offset_ms: fc.nat(9), speaker: fc.constantFrom('agent', 'a b') },
  { requiredKeys: ['speaker', 'text'] },
);
/** Mostly good: a single odd place is to be told by what is odd there. */
const mostly = <T, U>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ arbitrary: good, weight: 8 }, { arbitrary: odd, weight: 1 });
const item = fc.record(
  {
    turns: mostly(
      fc.array(mostly(goodTurn, fc.oneof(oddTurn, fc.constantFrom(null, 'turn', [], {}))), { maxLength: 4 }),
      fc.constantFrom(null, {}, 'none'),
    ),
    external_id: mostly(fc.constant('c-1'), name),
    started_at: mostly(
      fc.constant('2026-03-04T05:06:07Z'),
      fc.constantFrom('2026-03-04', '1969-01-01T00:00:00Z'),
    ),
    ended_at: fc.constantFrom('2026-03-04T05:06:07+07:00', '2027-01-01T00:00:00Z', undefined),
    metadata: mostly(fc.constantFrom({ a: [1] }, {}), fc.constant(null)),
    unknown: mostly(fc.constant(undefined), fc.constant(1)),
  },
  { requiredKeys: ['external_id', 'started_at', 'turns'] },
);

test('the short way to a conversation takes and gives what its schema does', () => {
  const seen = { good: 0, bad: 0 };
  fc.assert(
    fc.property(item, made => {
      const text = JSON.stringify(made);
      const value = JSON.parse(text) as unknown;
      const wanted = transcriptInput.safeParse(value);
      const given = parseTranscript(value, text.includes('\\u') ? undefined : goodTurns(value));
      expect(given.success).toBe(wanted.success);
      seen[given.success ? 'good' : 'bad'] += 1;
      if (!given.success || !wanted.success) return;
      // The id is a hash of exactly this text.
      expect(JSON.stringify(given.data)).toBe(JSON.stringify(wanted.data));
      const { head, tail } = contentAround(given.data, {});
      expect(head + JSON.stringify(given.data.turns) + tail).toBe(JSON.stringify(wanted.data));
    }),
    { numRuns: 2_000 },
  );
  expect(Math.min(seen.good, seen.bad)).toBeGreaterThan(200);
});
