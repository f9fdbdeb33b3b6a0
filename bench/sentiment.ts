import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { openLexiconEngine } from '#ai/sentiment/pool/open-lexicon-engine.ts';
import { scoreText } from '#ai/sentiment/vader/score-text.ts';

// Turns a second with 1 and with 2 threads, and how far the lexicon is from its published implementation.

const SECONDS = 5;
const CONVERSATIONS = 64;
const TURNS = 20;
const BAR_DELTA = 0.001;
const BAR_SENTENCES = 100;

const file = new URL('./sentiment/vader-agreement.json', import.meta.url);
const { source, rows } = JSON.parse(readFileSync(file, 'utf8')) as {
  source: string;
  rows: [string, number][];
};

const deltas = rows.map(([text, compound]) => Math.abs(scoreText(text).compound - compound));
const worst = Math.max(...deltas);
const agrees = rows.length >= BAR_SENTENCES && worst <= BAR_DELTA;

const table: Record<string, string | number>[] = [];
for (const threads of [1, 2]) table.push({ engine: 'vader', threads, 'turns/s': await measure(threads) });
console.table(table);
console.log(
  `agreement with ${source}: ${rows.length} sentences, largest |Δ compound| ${worst.toFixed(4)} ` +
    `(bar ≤ ${BAR_DELTA}: ${agrees ? 'holds' : 'does not hold'}); load ${loadavg()[0]!.toFixed(1)}`,
);
if (!agrees) process.exitCode = 1;

/** Two batches are always under way, as two jobs would have them. */
async function measure(threads: number): Promise<number> {
  await using engine = openLexiconEngine({ threads });
  const { signal } = new AbortController();
  const batch = Array.from({ length: CONVERSATIONS }, (_, n) => ({
    language: null,
    turns: Array.from({ length: TURNS }, (__, turn) => rows[(n * TURNS + turn) % rows.length]![0]),
  }));
  await engine.score(batch, { signal });
  const startedMs = performance.now();
  let turns = 0;
  const lane = async (): Promise<void> => {
    while (performance.now() - startedMs < SECONDS * 1000) {
      await engine.score(batch, { signal });
      turns += CONVERSATIONS * TURNS;
    }
  };
  await Promise.all([lane(), lane()]);
  return Math.round((turns * 1000) / (performance.now() - startedMs));
}
