import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { cardPayments } from '#features/definitions/examples/card-payments.ts';
import { compileGroup } from '#features/definitions/compile-group.ts';
import { decodeEvent } from '#features/schemas/decode-event.ts';
import { createAssembler } from '#features/serving/create-assembler.ts';
import { TileMap } from '#features/tiles/tile-map.ts';
import { openTestStore } from '#tests/support/create-test-store.ts';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { makeFrames, writers } from './features/made-events.ts';
import { measureServing } from './features/measure-serving.ts';
import { NaiveWindows } from './features/naive-windows.ts';
import { measureWholePath } from './features/whole-path.ts';

// Decoding, tiles, the whole path and serving, each beside the plain way to do it. Without I/O: one core, best of rounds.

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
    redis: { type: 'string' },
    only: { type: 'string' },
  },
});
const EVENTS = Number(values.events);
const ROUNDS = Number(values.rounds);
const SECONDS = Number(values.seconds);
const load = () =>
  loadavg()
    .map(each => each.toFixed(1))
    .join(' ');
const wants = (part: string) => values.only === undefined || values.only === part;

const compiled = compileGroup(cardPayments);
/** Four windows, what the plain processor has as well: count, sum and distinct merchants. */
const lean = compileGroup({
  ...cardPayments,
  eventId: undefined,
  aggregations: {
    payments: { kind: 'count' },
    amount: { kind: 'sum', field: 'amount_minor' },
    merchants: { kind: 'distinct', field: 'merchant_id' },
  },
  derived: {},
});

console.log(`load ${load()}`);
if (wants('compute')) measureCompute();
if (wants('path') || wants('serving')) await measureStores();
console.log(`load ${load()}`);

function measureCompute(): void {
  const endMs = Date.now();
  const frames = makeFrames(EVENTS, { rate: 500, endMs });
  const reader = compiled.reader;
  const typeOf = (frame: Buffer) => writers.get(frame.readUInt32BE(1))!.type;
  const decoded = frames.map(frame => decodeEvent(frame, { reader, writers }).value as never);
  report('decode, checked and resolved to v2', () =>
    frames.forEach(frame => decodeEvent(frame, { reader, writers })),
  );
  report('decode, bare avsc, unresolved', () => frames.forEach(frame => typeOf(frame).decode(frame, 5)));
  for (const [name, group] of [
    ['tiles, 4 windows, count, sum, distinct', lean],
    ['tiles, the whole example, ids checked', compiled],
  ] as const)
    report(name, () => fold(group, decoded));
  report('naive sliding windows, the same three', () => {
    const naive = new NaiveWindows();
    for (const event of decoded) naive.add(event);
  });
  const map = fold(compiled, decoded);
  const assemble = createAssembler(compiled);
  report(
    'assemble a vector (38 features), one card after another',
    () => {
      for (let at = 0; at < 2_000; at++)
        assemble(map.get(`card-${at % 1000}`)!, { atMs: endMs, endMs: Math.floor(endMs / 1000) * 1000 });
    },
    2_000,
  );
}

function fold(
  group: typeof compiled,
  events: { card_id: string; occurred_at: number; transaction_id: string }[],
) {
  const map = new TileMap(group);
  const hasIds = group.group.eventId !== undefined;
  events.forEach((event, at) => {
    const id = hasIds ? event.transaction_id : undefined;
    map.add({ entity: event.card_id, time: event.occurred_at, id, event: event as never });
    // As the processor does after each batch.
    if (at % 5_000 === 4_999) {
      map.takeDirty();
      map.forgetBefore(event.occurred_at - group.group.latenessMs);
    }
  });
  return map;
}

function report(name: string, work: () => void, count = EVENTS): void {
  const rates = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    work();
    return (count * 1000) / (performance.now() - began);
  }).toSorted((a, b) => a - b);
  const [median, best] = [rates[rates.length >> 1]!, rates.at(-1)!];
  console.log(
    `${name.padEnd(58)} ${Math.round(median).toString().padStart(9)}/s median ${Math.round(best)} best`,
  );
}

async function measureStores(): Promise<void> {
  await using _prepared = await preparePostgres();
  process.env['QUARRY_TEST_STORE'] = 'postgres';
  await using store = await openTestStore();
  if (wants('path'))
    for (const redisUrl of [undefined, ...(values.redis === undefined ? [] : [values.redis])])
      for (const rate of [1_000, 5_000, 10_000, 20_000]) {
        const group = { ...cardPayments };
        const found = await measureWholePath(store.db, { group, rate, seconds: SECONDS, redisUrl });
        print(`append to committed tiles${redisUrl ? ' and Redis' : ''}, ${rate}/s`, found);
      }
  if (wants('serving'))
    for (const rate of [500, 2_000, 5_000])
      print(`serve a vector over loopback, ${rate}/s`, await measureServing({ rate, seconds: SECONDS }));
}

function print(name: string, { rate, p50Ms, p99Ms }: { rate: number; p50Ms: number; p99Ms: number }): void {
  const times = `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`;
  console.log(`${name.padEnd(58)} ${Math.round(rate).toString().padStart(9)}/s ${times}`);
}
