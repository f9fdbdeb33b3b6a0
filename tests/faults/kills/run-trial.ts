import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { AppError } from '#kernel/errors/app-error.ts';
import type { ReceivedCall } from '#tests/support/fake-provider/behaviour.ts';
import type { ShareProbe } from '#tests/support/measure/probe-share.ts';
import type { Cell } from './cell.ts';
import { describeKill } from './plan.ts';
import type { Plan, PlannedKill } from './plan.ts';
import { judgeRecovery } from './judge-recovery.ts';
import type { Reading } from './judge-recovery.ts';
import type { Plant } from './plants.ts';
import { readRecovery } from './read-recovery.ts';
import type { Recovery } from './read-recovery.ts';

export interface TrialOutcome {
  plan: Plan;
  documentId: string;
  libraryId: string;
  /** Processes that died. */
  deaths: number;
  /** From the moment when everything ran again to the final state. */
  recoveredMs: number;
  /** The same by the document's own timeline. */
  recovery: Recovery;
  reading: Reading;
  /** Batches that the provider received more than once. */
  paidAgain: number;
  breaches: string[];
}

interface SeenDocument {
  id: string;
  status: string;
}

export interface TrialOptions {
  cell: Cell;
  plan: Plan;
  file: string;
  undisturbed: Reading;
  probe: ShareProbe;
  /** Done to the store after each death, to see that the judge can fail. */
  plant?: Plant;
  /** What the provider received of this cell, growing. */
  calls: () => ReceivedCall[];
  /** Segments of the document that are committed; undefined where nobody can look from outside. */
  readCommitted: (documentId: string) => Promise<number | undefined>;
}

const FINAL = ['ready', 'failed', 'cancelled'];
const POLL_MS = 30;
/** Kills a trial that never ends; far above the bar, even where a reader gets a fiftieth of a processor. */
const GIVE_UP_MS = 300_000;

/** Sends one document, kills processes as planned and starts them again until the document is final. */
export async function runTrial(options: TrialOptions): Promise<TrialOutcome> {
  const trial = new Trial(options);
  await trial.run();
  return trial.outcome();
}

class Trial {
  readonly #options: TrialOptions;
  readonly #kills: PlannedKill[];
  readonly #firstCall: number;
  readonly #breaches: string[] = [];
  #libraryId = '';
  #documentId = '';
  #deaths = 0;
  #runnableSinceMs = performance.now();
  #finalAtMs = 0;
  #recovered!: { recovery: Recovery; reading: Reading };
  #moment: NodeJS.Timeout | undefined;
  /** For each death: what was committed then, and how many calls the provider had received. */
  readonly #checkpoints: { committed: number | undefined; calls: number }[] = [];

  constructor(options: TrialOptions) {
    this.#options = options;
    this.#kills = [...options.plan.kills];
    this.#firstCall = options.calls().length;
  }

  async run(): Promise<void> {
    const { cell, plan } = this.#options;
    const name = `Trial ${plan.trial}`;
    this.#libraryId = (await cell.client.post<{ id: string }>('/libraries', { name })).id;
    await this.#armNext();
    const document = await this.#send();
    this.#documentId = document.id;
    await this.#waitUntilFinal();
    clearTimeout(this.#moment);
    await cell.arm('');
    this.#recovered = await this.#readRecovery();
    const { recovery, reading } = this.#recovered;
    this.#breaches.push(...judgeRecovery(recovery, reading, this.#options.undisturbed));
    if (this.#deaths === 0) this.#breaches.push(`nothing died at ${plan.kills.map(describeKill).join(', ')}`);
  }

  async #readRecovery(): Promise<{ recovery: Recovery; reading: Reading }> {
    const { cell, probe } = this.#options;
    const sinceMs = performance.timeOrigin + this.#runnableSinceMs;
    const { recovery, reading } = await readRecovery(cell.client, this.#documentId, sinceMs);
    return { recovery, reading: { tookMs: reading.tookMs, share: await probe.shareOf(reading) } };
  }

  outcome(): TrialOutcome {
    const { plan } = this.#options;
    return {
      plan,
      documentId: this.#documentId,
      libraryId: this.#libraryId,
      deaths: this.#deaths,
      recoveredMs: this.#finalAtMs - this.#runnableSinceMs,
      ...this.#recovered,
      paidAgain: this.#judgePayments(),
      breaches: this.#breaches.map(
        breach =>
          `trial ${plan.trial} (${plan.kills.map(describeKill).join(', ')}, ${path.basename(this.#options.file)}): ${breach}`,
      ),
    };
  }

  /** As a person does: when the server went away, again. */
  async #send(): Promise<SeenDocument> {
    const { cell, file } = this.#options;
    for (;;) {
      try {
        return await cell.client.upload<SeenDocument>(`/libraries/${this.#libraryId}/documents`, file);
      } catch (error) {
        if (error instanceof AppError) throw error;
        await this.#restartIfDead();
        await delay(POLL_MS);
      }
    }
  }

  async #waitUntilFinal(): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      await this.#restartIfDead();
      const document = await this.#look();
      if (document && FINAL.includes(document.status)) {
        this.#finalAtMs = performance.now();
        if (document.status !== 'ready')
          this.#breaches.push(`the document ended ${JSON.stringify(document)}`);
        // The process may still die behind the last commit.
        if (!(await this.#diesNow())) return;
      }
      if (performance.now() - startedMs > GIVE_UP_MS)
        throw new Error(
          `trial ${this.#options.plan.trial}: the document is never final: ${JSON.stringify(document)}`,
        );
      await delay(POLL_MS);
    }
  }

  async #look(): Promise<SeenDocument | undefined> {
    try {
      return await this.#options.cell.client.get<SeenDocument>(`/documents/${this.#documentId}`);
    } catch (error) {
      if (error instanceof AppError) throw error;
      // The server is dead; the next round sees it.
      return undefined;
    }
  }

  /** Points behind the publishing commit, and some moments, are reached after the document looks final. */
  async #diesNow(): Promise<boolean> {
    const [kill] = this.#options.plan.kills.slice(this.#deaths);
    if (!['after-publish', 'after-enqueue', 'any-moment'].includes(kill?.point ?? '')) return false;
    for (let waitedMs = 0; waitedMs < 2_000; waitedMs += POLL_MS) {
      if (await this.#restartIfDead()) return true;
      await delay(POLL_MS);
    }
    return false;
  }

  async #restartIfDead(): Promise<boolean> {
    const { cell, calls, readCommitted, plant } = this.#options;
    if (!cell.hasDead) return false;
    clearTimeout(this.#moment);
    this.#deaths += 1;
    const committed = this.#documentId === '' ? undefined : await readCommitted(this.#documentId);
    this.#checkpoints.push({ committed, calls: calls().length - this.#firstCall });
    await this.#armNext();
    await plant?.(cell.store);
    await cell.restartDead().catch(passIfKilledAgain);
    this.#runnableSinceMs = performance.now();
    return true;
  }

  async #armNext(): Promise<void> {
    const { cell } = this.#options;
    const kill = this.#kills.shift();
    await cell.arm(
      kill === undefined || kill.point === 'any-moment' ? '' : `${kill.point}=kill@${kill.pass}`,
    );
    if (kill?.point === 'any-moment') this.#moment = setTimeout(() => cell.kill(), kill.afterMs);
  }

  /** By the provider's own log: what was committed before a death is never sent again after it. */
  #judgePayments(): number {
    const batches = this.#options
      .calls()
      .slice(this.#firstCall)
      .map(call => JSON.stringify(call.body.input));
    const order = [...new Set(batches)].toSorted((a, b) => placeOf(a) - placeOf(b));
    for (const { committed, calls } of this.#checkpoints) {
      if (committed === undefined) continue;
      const paidFor = new Set(order.slice(0, committed));
      const again = batches.slice(calls).filter(batch => paidFor.has(batch)).length;
      if (again > 0)
        this.#breaches.push(`${again} batches were paid again that ${committed} commits had covered`);
    }
    const paidAgain = batches.length - order.length;
    const allowed = this.#deaths * MAX_IN_FLIGHT;
    if (paidAgain > allowed)
      this.#breaches.push(`${paidAgain} batches paid again, ${allowed} were in flight at most`);
    return paidAgain;
  }
}

/** A process takes up its work before it serves, and may meet the next kill there: the next look finds it dead. */
function passIfKilledAgain(error: Error): void {
  if (!/^failpoint .*=kill/m.test(error.message)) throw error;
}

/** Calls overtake each other; the entries of the files are numbered. */
const placeOf = (batch: string): number =>
  Math.min(...[...batch.matchAll(/[Ee]ntry (\d+)/g)].map(found => Number(found[1])));

/** Windows sent and not yet committed: one being written and two ahead of it. */
export const MAX_IN_FLIGHT = 3;
