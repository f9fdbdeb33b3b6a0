import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { ImportFault } from './import-fault.ts';
import { readBatches } from './read-batches.ts';

// QUARRY_TEST_FUZZ_RUNS=10000 for a long one.
const numRuns = Number(process.env['QUARRY_TEST_FUZZ_RUNS'] ?? 150);
const folder = mkdtempSync(join(tmpdir(), 'quarry-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const item = (n: number, text: string) =>
  JSON.stringify({
    external_id: `c-${n}`,
    started_at: '2026-03-04T05:06:07Z',
    turns: [{ speaker: 'a', text }],
    metadata: { deep: { list: [n, true, null, text] } },
  });

/** What is done to the bytes of one item. */
const mutation = fc.record({
  item: fc.nat(11),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  remove: fc.nat(4),
  insert: fc.oneof(
    fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '\\', '\n', '\0', '1e999', '"__proto__":1,', '\uFEFF'),
    fc.uint8Array({ maxLength: 4 }).map(bytes => Buffer.from(bytes)),
  ),
});

const input = fc.record({
  texts: fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 12, maxLength: 12 }),
  mutations: fc.array(mutation, { maxLength: 3 }),
  layout: fc.constantFrom('lines', 'array', 'spread', 'object'),
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 5 }),
});

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Buffer, { at, remove, insert }: Input['mutations'][number]): Buffer {
  const from = Math.floor(at * bytes.length);
  return Buffer.concat([
    bytes.subarray(0, from),
    Buffer.from(insert as string),
    bytes.subarray(from + remove),
  ]);
}

const frames = {
  lines: ['', '\n', '\n'],
  array: ['[', ',', ']'],
  spread: ['[\n  ', ',\n  ', '\n]\n'],
  object: ['{"transcripts":[', ', ', ']}'],
} as const;

/** The file, and where in it the items lie that nobody touched and no cut reaches. */
function build({ texts, mutations, layout, cut }: Input): { bytes: Buffer; whole: number[] } {
  const [open, between, close] = frames[layout];
  const touched = new Set(mutations.map(each => each.item));
  let bytes = Buffer.from(open);
  const ends: number[] = [];
  for (const [n, text] of texts.entries()) {
    const mine = mutations.filter(each => each.item === n);
    const mutated = mine.reduce(mutate, Buffer.from(item(n, text)));
    bytes = Buffer.concat([bytes, n === 0 ? Buffer.alloc(0) : Buffer.from(between), mutated]);
    ends.push(bytes.length);
  }
  bytes = Buffer.concat([bytes, Buffer.from(close)]);
  const end = cut === undefined ? bytes.length : Math.floor(cut * bytes.length);
  const whole = texts.map((_, n) => n).filter(n => !touched.has(n) && ends[n]! <= end);
  return { bytes: bytes.subarray(0, end), whole };
}

/** Of PostgreSQL's binary array of jsonb: lengths, each with a version, then text. */
function decodeTurns(bytes: Buffer): { text: string }[][] {
  const turns: { text: string }[][] = [];
  for (let at = 20; at < bytes.length;) {
    const end = at + 4 + bytes.readInt32BE(at);
    turns.push(JSON.parse(bytes.toString('utf8', at + 5, end)) as { text: string }[]);
    at = end;
  }
  expect(turns).toHaveLength(bytes.readInt32BE(12));
  return turns;
}

async function read(bytes: Buffer): Promise<Map<string, unknown>> {
  const path = join(folder, 'mutated.bin');
  writeFileSync(path, bytes);
  // A byte order mark is read as white space.
  if (bytes.subarray(0, 3).toString('hex') === 'efbbbf') bytes.fill(' ', 0, 3);
  const found = new Map<string, unknown>();
  try {
    for await (const { head, rows } of readBatches({ path, fileName: 'mutated' })) {
      const turns = decodeTurns(rows.turns);
      for (const [n, row] of (JSON.parse(rows.columns.toString()) as { external_id: string }[]).entries())
        found.set(row.external_id, turns[n]![0]!.text);
      for (const { byte_start, byte_end, raw } of head.rejects)
        expect(
          bytes
            .subarray(byte_start, byte_end)
            .subarray(0, 64 * 1024)
            .toString('base64'),
        ).toBe(raw);
    }
  } catch (error) {
    if (!(error instanceof ImportFault)) throw error;
  }
  return found;
}

test(
  'whatever is done to some items of a file, the others come in byte for byte',
  { timeout: 0 },
  async () => {
    await fc.assert(
      fc.asyncProperty(input, async given => {
        const { bytes, whole } = build(given);
        const found = await read(bytes);
        for (const n of whole) expect([n, found.get(`c-${n}`)]).toEqual([n, given.texts[n]]);
        expect({}).not.toHaveProperty('deep');
      }),
      { numRuns },
    );
  },
);
