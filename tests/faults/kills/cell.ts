import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ApiClient } from '#cli/api-client.ts';
import type { Store } from '#kernel/db/database.ts';
import { createTestStore } from '#tests/support/create-test-store.ts';
import type { TestStore } from '#tests/support/create-test-store.ts';
import { startQuarry } from '#tests/support/start-quarry.ts';
import type { RunningQuarry } from '#tests/support/start-quarry.ts';
import { startWorker } from '#tests/support/start-worker.ts';
import type { RunningWorker } from '#tests/support/start-worker.ts';

type Part = 'api' | 'worker' | 'start';

/** One installation whose processes die and are started again: api and worker on PostgreSQL, one process on PGlite. */
export class Cell implements AsyncDisposable {
  readonly store: TestStore;
  readonly #environment: Record<string, string>;
  readonly #faultFile: string;
  readonly #running = new Map<Part, RunningQuarry | RunningWorker>();
  #api!: RunningQuarry;

  private constructor(store: TestStore, environment: Record<string, string>) {
    this.store = store;
    this.#faultFile = path.join(environment['QUARRY_DATA_DIR']!, 'faults');
    this.#environment = { ...environment, QUARRY_FAILPOINTS: `@${this.#faultFile}` };
  }

  static async open(kind: Store, environment: Record<string, string>): Promise<Cell> {
    const store = await createTestStore({ store: kind });
    const cell = new Cell(store, { ...store.environment, ...environment });
    await cell.arm('');
    for (const part of cell.#parts) await cell.#start(part);
    return cell;
  }

  get #parts(): Part[] {
    return this.store.store === 'pglite' ? ['start'] : ['api', 'worker'];
  }

  get client(): ApiClient {
    return this.#api.client;
  }

  /** Where the files lie. */
  get folder(): string {
    return this.#environment['QUARRY_DATA_DIR']!;
  }

  /** `point=kill@pass`; '' for none. Holds for the running processes and for those to come. */
  arm(faults: string): Promise<void> {
    return writeFile(this.#faultFile, faults);
  }

  /** Kills what works on documents. */
  kill(): void {
    (this.#running.get('worker') ?? this.#running.get('start'))!.process.kill('SIGKILL');
  }

  /** True when a process is dead that nobody has restarted. */
  get hasDead(): boolean {
    return [...this.#running.values()].some(({ process }) => isDead(process));
  }

  /** Starts what died; its client is ready then. @throws when it ended otherwise than by being killed. */
  async restartDead(): Promise<void> {
    for (const [part, { process, printed }] of this.#running) {
      if (!isDead(process)) continue;
      if (process.signalCode !== 'SIGKILL')
        throw new Error(`${part} ended by itself (${process.exitCode ?? process.signalCode}):\n${printed()}`);
      await this.#start(part);
    }
  }

  /** Ends all processes in good order; the store stays. */
  async stop(): Promise<void> {
    for (const { process } of this.#running.values()) {
      if (isDead(process)) continue;
      const exited = once(process, 'exit');
      process.kill('SIGTERM');
      await exited;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.store[Symbol.asyncDispose]();
  }

  async #start(part: Part): Promise<void> {
    const environment = this.#environment;
    if (part === 'worker') return void this.#running.set(part, await startWorker({ environment }));
    this.#api = await startQuarry({ environment, command: part });
    this.#running.set(part, this.#api);
  }
}

const isDead = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
