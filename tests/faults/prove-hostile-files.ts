import { defaultExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import type { ExtractionLimits } from '#knowledge/extract/extraction-limits.ts';
import type { Proof, ProofOptions, ProofOutcome } from '#tests/support/proof.ts';
import { seededRandom } from '#tests/support/random.ts';
import type { HostileFile } from './hostile-files/hostile-file.ts';
import { judgeCode, judgeEnding } from './hostile-files/judge-ending.ts';
import { layBait } from './hostile-files/lay-bait.ts';
import type { LaidBait } from './hostile-files/lay-bait.ts';
import { makeHostileFiles } from './hostile-files/make-hostile-files.ts';
import { makeSeeds } from './hostile-files/make-seeds.ts';
import { mutate } from './hostile-files/mutate.ts';
import { readBatch } from './hostile-files/read-batch.ts';
import type { ReadFile } from './hostile-files/read-batch.ts';
import { uploadFiles } from './hostile-files/upload-files.ts';

const limits: ExtractionLimits = {
  ...defaultExtractionLimits,
  timeoutMs: 8_000,
  maxMemoryBytes: 512 * 1024 * 1024,
  maxInflatedBytes: 100 * 1024 * 1024,
};
const batchSize = 40;
const guards = ['clock', 'fetch', 'folder'] as const;
type Guard = (typeof guards)[number];

/** A trial is one mutated file; the made ones are read in every run. `--without` clock, fetch or folder must fail. */
export const proof: Proof = {
  claim:
    'damaged, encrypted, endless, exploding, deeply nested and mutated files of every format end read or failed with ' +
    'a cause, in bounded time and memory; the server lives on, nothing is fetched, nothing appears outside its folder',
  trials: 100,
  async run(options) {
    await using bait = await layBait();
    const tally = new Tally();
    const seeds = await makeSeeds();
    const made = await makeHostileFiles(seeds, bait);
    const stage = { bait, tally, options };
    await Promise.all([readAll(made, stage), readAll(mutations(seeds, options), stage)]);
    if (options.without === undefined) await throughServer(made, stage);
    tally.breaches.push(...(await bait.findBreaches()));
    return tally.outcome(options.trials);
  },
};

interface Stage {
  bait: LaidBait;
  tally: Tally;
  options: ProofOptions;
}

function mutations(seeds: HostileFile[], { trials, seed }: ProofOptions): HostileFile[] {
  const random = seededRandom(seed);
  // Pictures take seconds each: they get a smaller share.
  const pictures = seeds.filter(each => /\.(png|jpeg|webp|tiff)$/.test(each.name));
  const others = seeds.filter(each => !pictures.includes(each));
  return Array.from({ length: trials }, () => {
    const from = random() < 0.03 ? pictures : others;
    return mutate(from[Math.floor(random() * from.length)]!, random);
  });
}

async function readAll(files: HostileFile[], { bait, tally, options }: Stage): Promise<void> {
  const sabotage = asGuard(options.without);
  for (let start = 0; start < files.length; start += batchSize) {
    const batch = files.slice(start, start + batchSize);
    for await (const read of readBatch(batch, { folder: bait.workFolder, limits, sabotage })) tally.add(read);
    options.report(`${Math.min(start + batchSize, files.length)} of ${files.length}: ${tally.line}`);
  }
}

/** The made ones that differ in how they end, through the whole program. */
async function throughServer(made: HostileFile[], { bait, tally, options }: Stage): Promise<void> {
  // A short run takes every second one, which ones its seed decides; a long run takes all.
  const share = options.trials < 1_000 ? 2 : 1;
  const files = made
    .filter(({ trouble }) => trouble !== 'damaged' && trouble !== 'none')
    .filter((_, index) => index % share === options.seed % share);
  const { ends, breaches, probeMaxMs } = await uploadFiles(files, {
    folder: bait.workFolder,
    timeoutMs: limits.timeoutMs,
  });
  tally.breaches.push(...breaches);
  for (const { file, end, hasCause } of ends) {
    if (!hasCause) tally.breaches.push(`${file.name}: the server tells no cause for ${end}`);
    if (!end.startsWith('ready'))
      tally.breaches.push(...judgeCode(file, end).map(each => `${file.name}: ${each}`));
  }
  tally.uploaded = ends.length;
  tally.probeMaxMs = probeMaxMs;
  options.report(`${ends.length} through the server; its slowest answer took ${Math.round(probeMaxMs)} ms`);
}

function asGuard(name: string | undefined): Guard | undefined {
  const guard = guards.find(each => each === name);
  if (name !== undefined && guard === undefined) throw new Error(`--without is one of: ${guards.join(', ')}`);
  return guard;
}

class Tally {
  readonly breaches: string[] = [];
  uploaded = 0;
  probeMaxMs = 0;
  #mutated = 0;
  #files = 0;
  #longestMs = 0;
  readonly #ends = new Map<string, number>();

  add(read: ReadFile): void {
    const { file, ending, elapsedMs } = read;
    this.#files++;
    if (file.trouble === 'mutated') this.#mutated++;
    this.#longestMs = Math.max(this.#longestMs, elapsedMs);
    const end = ending.state === 'failed' ? ending.code : ending.warnings > 0 ? 'read, warned' : 'read';
    this.#ends.set(end, (this.#ends.get(end) ?? 0) + 1);
    this.breaches.push(...judgeEnding(read, limits));
  }

  get line(): string {
    return [...this.#ends].map(([end, count]) => `${count} ${end}`).join(', ');
  }

  outcome(asked: number): ProofOutcome {
    return {
      trials: Math.min(this.#mutated, asked),
      faults: this.#files,
      lost: 0,
      doubled: 0,
      breaches: this.breaches,
      figures: {
        'made files': this.#files - this.#mutated,
        'through the server': this.uploaded,
        ends: this.line,
        'longest ms': Math.round(this.#longestMs),
        'slowest answer of the server ms': Math.round(this.probeMaxMs),
      },
    };
  }
}
