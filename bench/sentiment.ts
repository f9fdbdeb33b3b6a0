import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openLocalEngine } from '#ai/sentiment/local/open-local-engine.ts';
import { openLexiconEngine } from '#ai/sentiment/pool/open-lexicon-engine.ts';
import type { SentimentEngine } from '#ai/sentiment/sentiment.ts';
import { scoreText } from '#ai/sentiment/vader/score-text.ts';
import { writeTinyClassifier } from './local-model/write-tiny-model.ts';

// Turns a second with 1 and with 2 threads: of the lexicon, and of an ONNX classifier, a tiny one made here or one of yours
// (--folder FOLDER --model NAME; nothing is downloaded but, once, the runtime). How far the lexicon is from its published implementation.

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

const { values } = parseArgs({ options: { folder: { type: 'string' }, model: { type: 'string' } } });
const HOME = fileURLToPath(new URL('./local-model/', import.meta.url));
if (!existsSync(path.join(HOME, 'node_modules')))
  execFileSync('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], {
    cwd: HOME,
    stdio: 'inherit',
  });
const folder = values.folder ?? (await mkdtemp(path.join(tmpdir(), 'quarry-model-')));
const model = values.model ?? (await writeTinyClassifier(folder));
const local = { model, folder, download: false, from: path.join(HOME, 'package.json') };

const table: Record<string, string | number>[] = [];
for (const threads of [1, 2]) {
  table.push({ engine: 'vader', threads, 'turns/s': await measure(openLexiconEngine({ threads })) });
  const engine = openLocalEngine({ ...local, threads });
  table.push({ engine: engine.id, threads, 'turns/s': await measure(engine) });
}
const isRight = values.model !== undefined || (await judgesRightly());
if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
console.table(table);
console.log(
  `agreement with ${source}: ${rows.length} sentences, largest |Δ compound| ${worst.toFixed(4)} ` +
    `(bar ≤ ${BAR_DELTA}: ${agrees ? 'holds' : 'does not hold'}); load ${loadavg()[0]!.toFixed(1)}`,
);
if (values.model === undefined)
  console.log(`labels, languages and threads of the local classifier: ${isRight ? 'right' : 'wrong'}`);
const rates = table
  .map(({ engine, threads, 'turns/s': rate }) => `${engine} × ${threads} ${rate}`)
  .join(', ');
console.log(
  `sentiment: ${rates} turns/s, agreement within ${worst.toFixed(4)}: ` +
    `${agrees && isRight ? 'holds' : 'does not hold'}; load ${loadavg()[0]!.toFixed(1)}`,
);
if (!agrees || !isRight) process.exitCode = 1;

/** The tiny classifier knows four words, and here English alone. */
async function judgesRightly(): Promise<boolean> {
  await using engine = openLocalEngine({ ...local, languages: ['en'], threads: 2 });
  const conversations = [
    { language: 'en', turns: ['harbour', 'chicken soup', 'table', 'a port and a harbour', 'soup'] },
    { language: 'de', turns: ['harbour'] },
  ];
  const scored = await engine.score(conversations, { signal: new AbortController().signal });
  const labels = scored.flat().map(turn => turn.label);
  return labels.join(' ') === 'positive negative neutral positive negative not-available';
}

/** Two batches are always under way, as two jobs would have them. */
async function measure(opened: SentimentEngine & AsyncDisposable): Promise<number> {
  await using engine = opened;
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
