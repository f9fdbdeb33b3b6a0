import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openLocalModel } from '#ai/providers/local/open-local-model.ts';
import { openLocalReranker } from '#ai/providers/local/open-local-reranker.ts';
import { writeTinyModel, writeTinyReranker } from './local-model/write-tiny-model.ts';

// Runs an ONNX model in Quarry's thread for them: a tiny one made here, to see that loading, tokens, pooling and refusals
// are right, or one of yours for its speed: --folder FOLDER --model NAME. Nothing is downloaded but, once, the runtime.

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    model: { type: 'string' },
    texts: { type: 'string', default: '320' },
  },
});
const HOME = fileURLToPath(new URL('./local-model/', import.meta.url));
if (!existsSync(path.join(HOME, 'node_modules')))
  execFileSync('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'], {
    cwd: HOME,
    stdio: 'inherit',
  });
const from = path.join(HOME, 'package.json');
const folder = values.folder ?? (await mkdtemp(path.join(tmpdir(), 'quarry-model-')));
const signal = new AbortController().signal;
const call = { signal, purpose: 'document' } as const;
if (values.model === undefined) {
  await checkTiny();
  await checkReranker();
} else await measure(values.model);
if (values.folder === undefined) await rm(folder, { recursive: true, force: true });

async function checkTiny(): Promise<void> {
  await using model = openLocalModel({ model: await writeTinyModel(folder), folder, download: false, from });
  const vectors = await model.embed(['Harbour port', 'port', 'chicken soup'], call);
  const [harbour, port, soup] = vectors as [Float32Array, Float32Array, Float32Array];
  expect('three vectors of three dimensions', vectors.length === 3 && harbour.length === 3);
  expect(
    'of length 1',
    vectors.every(vector => Math.abs(Math.hypot(...vector) - 1) < 1e-5),
  );
  expect('near for near texts', likeness(harbour, port) > 0.9 && likeness(harbour, soup) < 0.3);
  await using missing = openLocalModel({ model: 'nobody/has-this', folder, download: false, from });
  const refusal: unknown = await missing.embed(['a text'], call).catch((error: unknown) => error);
  const said = (refusal as { nextStep?: string }).nextStep ?? '';
  expect('a model that is not there is not fetched unasked', said.includes('QUARRY_MODEL_DOWNLOAD=on'));
}

async function checkReranker(): Promise<void> {
  const model = await writeTinyReranker(folder);
  await using reranker = openLocalReranker({ model, folder, download: false, from });
  const passages = [
    'chicken soup',
    'harbour port',
    'harbour soup',
    ...Array.from({ length: 20 }, () => 'port'),
  ];
  const scores = await reranker.rerank('port', passages, { signal });
  const [soup, harbour, both] = scores as [number, number, number];
  expect('a score for each passage, whatever fits a batch', scores.length === passages.length);
  expect('best first: harbour port, harbour soup, chicken soup', harbour > both && both > soup);
  const stopped = reranker.rerank('port', passages, { signal: AbortSignal.abort(new Error('stopped')) });
  const said = await stopped.catch((error: unknown) => error);
  expect('who is told to stop waits for no scores', said instanceof Error && said.message === 'stopped');
}

async function measure(name: string): Promise<void> {
  await using model = openLocalModel({ model: name, folder, download: false, from });
  const texts = Array.from(
    { length: model.maxBatch },
    (_, at) => `Passage ${at} ${'about the harbour '.repeat(20)}`,
  );
  await model.embed(texts.slice(0, 1), call);
  const begun = performance.now();
  for (let done = 0; done < Number(values.texts); done += texts.length) await model.embed(texts, call);
  const rate = Number(values.texts) / ((performance.now() - begun) / 1_000);
  console.log(`${name}: ${rate.toFixed(1)} passages of 60 words a second`);
}

function likeness(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

function expect(what: string, holds: boolean): void {
  console.log(`${holds ? 'ok ' : 'NOT'} ${what}`);
  if (!holds) process.exitCode = 1;
}
