import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { preparePostgres } from '#tests/support/prepare-postgres.ts';
import { probeLatency } from '#tests/support/measure/probe-latency.ts';
import { recordResult } from '../scripts/record-result.ts';
import { ChatStage } from './chat/chat-stage.ts';
import { quantile } from './chat/quantile.ts';
import type { ReadAnswer } from './chat/read-answer.ts';

// What Quarry adds to the upstream it asks, in the same run: until the first word, and for each word; then 500 answers
// at once in one process, and prompts of 64 kB, both watched from outside. The bar: p50 ≤ 15 ms, p99 ≤ 50 ms added.

const PAIRS = 100;
const LONG_PAIRS = 8;
const STREAMS = 500;
/** One after the other until all are there; each then goes on longer than that takes. */
const ARRIVES_EVERY_MS = 50;
const BAR = { p50: 15, p99: 50 };
const PROBE_EVERY_MS = 25;
const PROMPT_CHARACTERS = 64 * 1024;

await using _postgres = await preparePostgres();
await using stage = await ChatStage.open();
const first = told(await measureFirstWords());
const rates = told(await measureRates());
const quiet = await watch(() => delay(3_000));
const crowd = await measureCrowd();
told(crowd.figures);
const prompts = await watch(askLongPrompts);
const figures = {
  ...first,
  ...rates,
  ...crowd.figures,
  ...delaysOf('idle', quiet),
  ...delaysOf(`${STREAMS} streams`, crowd.delays),
  ...delaysOf('64 kB prompts', prompts),
  'load average': loadavg()[0]!.toFixed(1),
};
console.table(figures);
const holds =
  Number(first['first word added ms p50']) <= BAR.p50 && Number(first['first word added ms p99']) <= BAR.p99;
const headline = `The bar (p50 ≤ ${BAR.p50} ms, p99 ≤ ${BAR.p99} ms added) ${holds ? 'holds' : 'does not hold'}`;
if (process.argv.includes('--record'))
  await recordResult('chat', { headline, rows: [figures], note: '`npm run bench -- chat`' });
if (!holds) process.exitCode = 1;
console.log(headline);
console.log(
  `chat: first word + ${first['first word added ms p50']} ms at the median, ${first['first word added ms p99']} ms at p99`,
);

function told<Figures extends object>(figures: Figures): Figures {
  console.log(JSON.stringify(figures));
  return figures;
}

/** In turns, each beside the bare upstream of the same moment. */
async function measureFirstWords() {
  await stage.answerWith({ tokens: 20, gapMs: 5 });
  for (let warmUp = 0; warmUp < 20; warmUp++) await stage.ask();
  const bare: number[] = [];
  const added: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const before = await stage.askUpstream();
    const answer = await stage.ask();
    bare.push(before.firstMs);
    added.push(answer.firstMs - before.firstMs);
  }
  return {
    'upstream first word ms p50': quantile(bare, 0.5).toFixed(1),
    'first word added ms p50': quantile(added, 0.5).toFixed(1),
    'first word added ms p99': quantile(added, 0.99).toFixed(1),
  };
}

/** Words a second once they flow. */
async function measureRates() {
  const tokens = 400;
  await stage.answerWith({ tokens, gapMs: 2 });
  const rateOf = ({ totalMs, firstMs }: ReadAnswer): number => (tokens * 1000) / (totalMs - firstMs);
  const bare: number[] = [];
  const ours: number[] = [];
  for (let pair = 0; pair < LONG_PAIRS; pair++) {
    bare.push(rateOf(await stage.askUpstream()));
    ours.push(rateOf(await stage.ask()));
  }
  return {
    'upstream tokens/s': quantile(bare, 0.5).toFixed(0),
    'tokens/s': quantile(ours, 0.5).toFixed(0),
  };
}

async function measureCrowd() {
  await stage.answerWith({ tokens: 150, gapMs: 200 });
  const before = await stage.memoryBytes();
  let most = before;
  const looking = setInterval(
    () => void stage.memoryBytes().then(bytes => (most = Math.max(most, bytes))),
    100,
  );
  const answers: ReadAnswer[] = [];
  const delays = await watch(async () => {
    const asked = Array.from({ length: STREAMS }, async (_, at) => {
      await delay(at * ARRIVES_EVERY_MS);
      return stage.ask();
    });
    answers.push(...(await Promise.all(asked)));
  });
  clearInterval(looking);
  const whole = answers.filter(each => each.status === 200 && each.characters === answers[0]!.characters);
  const firsts = answers.map(each => each.firstMs);
  return {
    delays,
    figures: {
      [`of ${STREAMS} streams at once whole`]: whole.length,
      'their first word ms p50': quantile(firsts, 0.5).toFixed(0),
      'kB per stream': ((most - before) / STREAMS / 1024).toFixed(0),
    },
  };
}

async function askLongPrompts(): Promise<void> {
  await stage.answerWith({ tokens: 20, gapMs: 5 });
  const text = 'How many days of paid leave has everyone in grade seven? ';
  for (let prompt = 0; prompt < 5; prompt++) await stage.chat(text.repeat(PROMPT_CHARACTERS / text.length));
}

/** How long others wait meanwhile for an answer that takes no work. */
async function watch(work: () => Promise<unknown>) {
  const over = new AbortController();
  const probing = probeLatency(`${stage.api.url}/livez`, PROBE_EVERY_MS, over.signal);
  await work();
  over.abort();
  return probing;
}

function delaysOf(when: string, { p50Ms, p99Ms, maxMs }: Awaited<ReturnType<typeof probeLatency>>) {
  return {
    [`others wait ms p50/p99/max, ${when}`]: [p50Ms, p99Ms, maxMs].map(ms => ms.toFixed(0)).join(' / '),
  };
}
